import QtQuick
import "../Components"
import "../Theme"

// The first run, step by step, over the whole window.
Cover {
    id: cover

    required property var app

    readonly property var welcome: app.welcome.state
    readonly property bool needed: welcome.needed
    readonly property string step: welcome.step
    readonly property Step shown: loader.item as Step

    // Called when a step is there, for the focus.
    function begin() {
        if (!shown)
            return;
        page.contentY = 0;
        (shown.first ?? next).forceActiveFocus();
    }

    label: qsTr("First run")
    onShownChanged: Qt.callLater(begin)
    onNeededChanged: if (!needed)
        close()
    // When all else is made, and has had its turn at taking the focus.
    onOpened: Qt.callLater(begin)
    Component.onCompleted: if (needed)
        open()

    contentItem: Item {
        id: place

        readonly property int column: Math.min(width - 48, Math.round(680 * Math.min(Theme.scale, 1.5)))
        readonly property int edge: (width - column) / 2

        StepKinds {
            id: kinds

            app: cover.app
        }
        Steps {
            id: steps

            x: place.edge
            y: 28
            width: place.column
            count: cover.welcome.count
            current: cover.welcome.place
        }
        Scrolling {
            id: page

            anchors.top: steps.bottom
            anchors.topMargin: 12
            anchors.bottom: footer.top
            width: parent.width
            contentHeight: loader.y + loader.height + 24

            Loader {
                id: loader

                x: place.edge
                y: 20
                width: place.column
                active: cover.needed
                sourceComponent: kinds.named(cover.step)
            }
        }
        Connections {
            target: cover.shown

            function onFinished() {
                cover.app.welcome.forward();
            }
        }
        Rectangle {
            id: footer

            anchors.bottom: parent.bottom
            width: parent.width
            height: buttons.height + 28
            color: Theme.card

            Rectangle {
                width: parent.width
                height: 1
                color: Theme.line
            }
            Item {
                id: buttons

                x: place.edge
                anchors.verticalCenter: parent.verticalCenter
                width: place.column
                height: next.height

                PushButton {
                    objectName: "welcomeBack"
                    visible: cover.welcome.place > 0
                    kind: "quiet"
                    symbol: "back"
                    text: qsTr("Back")
                    onClicked: cover.app.welcome.backward()
                }
                PushButton {
                    objectName: "welcomeSkip"
                    anchors.right: next.left
                    anchors.rightMargin: 10
                    visible: text !== ""
                    kind: "quiet"
                    text: cover.shown?.skip ?? ""
                    onClicked: cover.shown.skipping()
                }
                PushButton {
                    id: next

                    objectName: "welcomeNext"
                    anchors.right: parent.right
                    kind: "primary"
                    text: cover.shown?.next ?? ""
                    enabled: cover.shown?.ready ?? false
                    onClicked: cover.shown.advance()
                }
            }
        }
    }
}
