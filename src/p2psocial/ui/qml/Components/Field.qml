import QtQuick
import QtQuick.Templates as T
import "../Theme"

// One line to type into. `label` names it for screen readers.
T.TextField {
    id: field

    property string label: ""
    property string placeholder: ""
    property string symbol: ""
    property bool wrong: false

    implicitHeight: Theme.control
    implicitWidth: Math.round(220 * Theme.scale)
    leftPadding: symbol !== "" ? Math.round(34 * Theme.scale) : 11
    rightPadding: 11
    color: Theme.text
    selectionColor: Theme.accent
    selectedTextColor: Theme.accentInk
    font.pixelSize: Theme.normal
    verticalAlignment: TextInput.AlignVCenter
    selectByMouse: true
    Accessible.name: label !== "" ? label : placeholder

    Text {
        anchors.fill: parent
        anchors.leftMargin: field.leftPadding
        anchors.rightMargin: field.rightPadding
        verticalAlignment: Text.AlignVCenter
        visible: field.text === "" && field.preeditText === ""
        textFormat: Text.PlainText
        text: field.placeholder
        color: Theme.dim
        font: field.font
        elide: Text.ElideRight
    }

    Icon {
        x: 10
        anchors.verticalCenter: parent.verticalCenter
        visible: field.symbol !== ""
        name: field.symbol
        color: Theme.dim
        size: Math.round(16 * Theme.scale)
    }

    background: Rectangle {
        radius: Theme.radius
        color: Theme.card
        border.width: field.activeFocus ? 2 : 1
        border.color: field.wrong ? Theme.danger : field.activeFocus ? Theme.focus : Theme.edge
    }
}
