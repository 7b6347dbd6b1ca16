import QtQuick
import "../Components"

// Asks for a nick, which may be empty.
CareSheet {
    id: sheet

    readonly property string nick: field.text

    function begin(whose = "", nick = "") {
        field.text = nick;
        start(whose);
    }

    first: field.field
    acceptable: field.trouble === ""

    LabelledField {
        id: field

        width: parent.width
        label: qsTr("Nick (optional)")
        trouble: sheet.app.care.nick_trouble(text)
        hint: qsTr("Others may take the same one; the fingerprint beside it is yours alone.")
        field.objectName: "sheetNick"
        onAccepted: if (sheet.acceptable && !sheet.busy)
            sheet.accepted()
    }
}
