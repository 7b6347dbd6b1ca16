import QtQuick
import QtQuick.Templates as T
import "../Theme"

// A dialog over the window: title, words, whatever is put inside, and buttons.
T.Popup {
    id: sheet

    property string title: ""
    property string explanation: ""
    property string trouble: ""
    property string accept: ""
    property string reject: qsTr("Cancel")
    property bool dangerous: false
    property bool acceptable: true
    property bool busy: false
    default property alias content: body.data

    signal accepted
    signal rejected

    parent: T.Overlay.overlay
    modal: true
    focus: true
    x: parent ? Math.round((parent.width - width) / 2) : 0
    y: parent ? Math.round((parent.height - height) / 3) : 0
    width: Math.min(parent ? parent.width - 32 : 480, Math.round(480 * Math.min(Theme.scale, 1.4)))
    height: Math.min(column.implicitHeight + 40, parent ? parent.height - 24 : 600)
    padding: 14
    closePolicy: T.Popup.CloseOnEscape
    T.Overlay.modal: Rectangle {
        color: Theme.shade
    }
    onClosed: rejected()

    background: Rectangle {
        radius: Theme.radius + 4
        color: Theme.card
        border.color: Theme.line
    }

    contentItem: Flickable {
        id: scroll

        Accessible.role: Accessible.Dialog
        Accessible.name: sheet.title
        contentHeight: column.implicitHeight + 12
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        T.ScrollBar.vertical: Slider {}

        FollowFocus {
            view: scroll
        }
        Column {
            id: column

            // Within the clipped part there is room for the ring around what has the focus.
            x: 6
            y: 6
            width: parent.width - 12 - (scroll.height < scroll.contentHeight ? 8 : 0)
            spacing: 14

            Words {
                width: parent.width
                text: sheet.title
                font.pixelSize: Theme.large
                font.weight: Font.DemiBold
            }
            Words {
                width: parent.width
                visible: text !== ""
                text: sheet.explanation
                color: Theme.dim
                lineHeight: 1.2
            }
            Column {
                id: body

                width: parent.width
                spacing: 12
            }
            Words {
                objectName: "sheetTrouble"
                width: parent.width
                visible: text !== ""
                text: sheet.trouble
                color: Theme.danger
                Accessible.role: Accessible.AlertMessage
                Accessible.name: text
            }
            Flow {
                width: parent.width
                layoutDirection: Qt.RightToLeft
                spacing: 10

                PushButton {
                    objectName: "sheetAccept"
                    visible: sheet.accept !== ""
                    enabled: sheet.acceptable && !sheet.busy
                    text: sheet.accept
                    kind: sheet.dangerous ? "danger" : "primary"
                    onClicked: sheet.accepted()
                }
                PushButton {
                    objectName: "sheetReject"
                    visible: sheet.reject !== ""
                    text: sheet.reject
                    onClicked: sheet.close()
                }
                Busy {
                    visible: sheet.busy
                    running: sheet.busy
                }
            }
        }
    }
}
