import QtQuick
import "../Components"

// Takes the passphrase of an identity away.
CareSheet {
    id: sheet

    function begin(whose: string) {
        passphrase.text = "";
        start(whose);
    }

    title: qsTr("Remove the passphrase")
    explanation: qsTr("From then on whoever can read your files can publish as you.")
    accept: qsTr("Remove it")
    action: "unprotect"
    dangerous: true
    first: passphrase.field
    acceptable: passphrase.text !== ""
    onAccepted: app.care.unprotect(fingerprint, passphrase.text)
    onClosed: passphrase.text = ""

    LabelledField {
        id: passphrase

        width: parent.width
        label: qsTr("Passphrase")
        field.objectName: "oldPassphrase"
        field.echoMode: TextInput.Password
        onAccepted: if (sheet.acceptable && !sheet.busy)
            sheet.accepted()
    }
}
