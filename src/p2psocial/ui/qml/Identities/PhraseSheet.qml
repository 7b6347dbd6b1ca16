import QtQuick
import "../Components"
import "../Theme"

// Shows the 24 words of an identity, hidden until they are asked for.
CareSheet {
    id: sheet

    property bool isProtected: false
    readonly property bool shown: care.words.length > 0 && care.words_of === fingerprint

    function begin(whose: string, isProtected: bool) {
        sheet.isProtected = isProtected;
        passphrase.text = "";
        start(whose);
    }

    title: qsTr("Recovery phrase")
    explanation: qsTr("Whoever has these words is you. Write them on paper, show them to nobody, and see that nobody looks over your shoulder now.")
    accept: shown ? "" : qsTr("Show the words")
    reject: shown ? qsTr("Done") : qsTr("Cancel")
    acceptable: !isProtected || passphrase.text !== ""
    first: isProtected ? passphrase.field : null
    width: Math.min(parent ? parent.width - 32 : 620, Math.round(620 * Math.min(Theme.scale, 1.6)))
    onAccepted: app.care.show_words(fingerprint, passphrase.text)
    onClosed: {
        passphrase.text = "";
        app.care.hide_words();
    }

    LabelledField {
        id: passphrase

        width: parent.width
        visible: sheet.isProtected && !sheet.shown
        label: qsTr("Passphrase")
        field.objectName: "phrasePassphrase"
        field.echoMode: TextInput.Password
        onAccepted: if (sheet.acceptable && !sheet.busy)
            sheet.accepted()
    }
    PhraseGrid {
        objectName: "phraseGrid"
        width: parent.width
        visible: sheet.shown
        words: sheet.shown ? sheet.care.words : []
        onCopied: sheet.app.care.copy_words()
    }
}
