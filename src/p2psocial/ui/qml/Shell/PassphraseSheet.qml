import QtQuick
import "../Components"

// Asks for the passphrase of the identity that is to sign.
Sheet {
    id: sheet

    required property var app

    readonly property var signing: app.signing.state
    readonly property bool asking: signing.asking

    title: qsTr("Passphrase")
    explanation: qsTr("The identity #%1 is protected. Its passphrase is needed to sign this.").arg(signing.fingerprint.slice(0, 8))
    accept: qsTr("Sign")
    trouble: signing.trouble
    acceptable: field.text !== ""
    busy: signing.busy

    onAskingChanged: asking ? open() : close()
    onAboutToShow: {
        field.clear();
        keep.checked = false;
    }
    onOpened: field.forceActiveFocus()
    onTroubleChanged: if (trouble !== "") {
        field.selectAll();
        field.forceActiveFocus();
    }
    onAccepted: if (acceptable && !busy)
        app.signing.give(field.text, keep.checked)
    onRejected: {
        field.clear();
        if (asking)
            app.signing.give_up();
    }

    Field {
        id: field

        objectName: "passphrase"
        width: parent.width
        label: qsTr("Passphrase")
        placeholder: qsTr("Passphrase")
        echoMode: TextInput.Password
        wrong: sheet.trouble !== ""
        enabled: !sheet.busy
        onAccepted: sheet.accepted()
    }
    Toggle {
        id: keep

        objectName: "keepPassphrase"
        width: parent.width
        text: qsTr("Do not ask again until p2psocial is closed")
    }
}
