import QtQuick
import "../Theme"

// One line across a page, with something to do about it. `tone`: news, warning or danger.
Rectangle {
    id: banner

    property string tone: "news"
    property string text: ""
    property string action: ""

    signal acted

    readonly property color ink: tone === "danger" ? Theme.danger : tone === "warning" ? Theme.warning : Theme.accent

    implicitHeight: Math.max(words.implicitHeight, button.visible ? button.implicitHeight : 0) + 14
    radius: Theme.radius
    color: tone === "danger" ? Theme.dangerBackground : tone === "warning" ? Theme.warningBackground : Theme.accentBackground
    Accessible.role: Accessible.AlertMessage
    Accessible.name: text

    Words {
        id: words

        anchors.left: parent.left
        anchors.leftMargin: 14
        anchors.right: button.visible ? button.left : parent.right
        anchors.rightMargin: 12
        anchors.verticalCenter: parent.verticalCenter
        text: banner.text
        color: banner.ink
    }
    PushButton {
        id: button

        objectName: "bannerAction"
        anchors.right: parent.right
        anchors.rightMargin: 7
        anchors.verticalCenter: parent.verticalCenter
        visible: banner.action !== ""
        small: true
        text: banner.action
        onClicked: banner.acted()
    }
}
