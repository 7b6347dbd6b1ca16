import QtQuick
import "../Components"

// Puts an identity under a passphrase.
CareSheet {
    id: sheet

    function begin(whose: string) {
        passphrase.text = "";
        again.text = "";
        start(whose);
    }

    title: qsTr("Set a passphrase")
    explanation: qsTr("It is asked for before anything is published. Nobody can tell it to you again: without it, only the 24 words bring the identity back.")
    accept: qsTr("Protect it")
    action: "protect"
    first: passphrase.field
    acceptable: passphrase.text !== "" && passphrase.text === again.text
    onAccepted: app.care.protect(fingerprint, passphrase.text)
    onClosed: {
        passphrase.text = "";
        again.text = "";
    }

    LabelledField {
        id: passphrase

        width: parent.width
        label: qsTr("New passphrase")
        field.objectName: "newPassphrase"
        field.echoMode: TextInput.Password
        onAccepted: again.field.forceActiveFocus()
    }
    LabelledField {
        id: again

        width: parent.width
        label: qsTr("Once more")
        trouble: text !== "" && !passphrase.text.startsWith(text) ? qsTr("This is not the same passphrase.") : ""
        field.objectName: "newPassphraseAgain"
        field.echoMode: TextInput.Password
        onAccepted: if (sheet.acceptable && !sheet.busy)
            sheet.accepted()
    }
}
