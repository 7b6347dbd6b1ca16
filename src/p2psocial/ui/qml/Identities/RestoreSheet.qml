import QtQuick
import "../Components"

// Brings an identity back from its words.
CareSheet {
    id: sheet

    function begin() {
        words.text = "";
        nick.text = "";
        start("");
    }

    title: qsTr("Restore an identity")
    explanation: qsTr("With its 24 words it is the same on every computer. It becomes the current one. A damaged file is written anew.")
    accept: qsTr("Restore")
    action: "restore"
    first: words.editor
    acceptable: words.count === 24 && nick.trouble === ""
    onAccepted: app.care.restore(words.text, nick.text)
    onClosed: words.text = ""

    PhraseInput {
        id: words

        width: parent.width
    }
    LabelledField {
        id: nick

        width: parent.width
        label: qsTr("Nick (optional)")
        trouble: sheet.app.care.nick_trouble(text)
        field.objectName: "restoreNick"
    }
}
