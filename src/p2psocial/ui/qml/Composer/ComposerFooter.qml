import QtQuick
import "../Components"
import "../Components/Format.js" as Format
import "../Theme"

// Size, what is wrong, what publishing means, and the buttons.
Column {
    id: footer

    required property var app

    readonly property var composer: app.composer.state
    readonly property bool busy: composer.stage !== ""
    readonly property bool long: composer.size > composer.limit

    spacing: 12

    Flow {
        width: parent.width
        spacing: 14

        Words {
            objectName: "composerSize"
            text: qsTr("%1 of %2").arg(Format.bytes(footer.composer.size)).arg(Format.bytes(footer.composer.limit))
            color: footer.long ? Theme.danger : Theme.dim
            font.pixelSize: Theme.small
            wrapMode: Text.NoWrap
        }
        Words {
            objectName: "composerKept"
            text: footer.composer.kept === "kept" ? qsTr("Draft saved") : footer.composer.kept === "changed" ? qsTr("Saving…") : ""
            color: Theme.dim
            font.pixelSize: Theme.small
            wrapMode: Text.NoWrap
        }
        Words {
            objectName: "composerProblem"
            text: footer.composer.problem
            color: footer.long ? Theme.danger : Theme.dim
            font.pixelSize: Theme.small
        }
    }
    Banner {
        width: parent.width
        tone: "warning"
        text: qsTr("Publishing is public and hard to take back: everybody can read it, your IP address is visible as its first seed, and nobody can make others delete their copies.")
    }
    Column {
        width: parent.width
        visible: footer.busy
        spacing: 6

        Words {
            text: footer.composer.share < 1 ? qsTr("Stamping: a moment of work that makes spam expensive…") : qsTr("Still stamping; luck decides how long it takes…")
            color: Theme.dim
        }
        Rectangle {
            width: parent.width
            height: 6
            radius: 3
            color: Theme.raised
            Accessible.role: Accessible.ProgressBar
            Accessible.name: qsTr("Stamping")

            Rectangle {
                width: parent.width * footer.composer.share
                height: parent.height
                radius: 3
                color: Theme.accent
            }
        }
    }
    Flow {
        width: parent.width
        spacing: 10

        PushButton {
            objectName: "publish"
            kind: "primary"
            symbol: "up"
            enabled: !footer.busy && footer.composer.problem === ""
            text: footer.composer.kind === "edit" ? qsTr("Publish the new version") : qsTr("Publish")
            onClicked: footer.app.composer.publish()
        }
        PushButton {
            objectName: "cancelPublish"
            visible: footer.busy
            text: qsTr("Cancel")
            onClicked: footer.app.composer.cancel()
        }
        PushButton {
            objectName: "leaveComposer"
            visible: !footer.busy
            text: qsTr("Keep as draft")
            onClicked: footer.app.navigator.back()
        }
        PushButton {
            objectName: "discardDraft"
            visible: !footer.busy
            kind: "quiet"
            symbol: "bin"
            text: qsTr("Discard")
            onClicked: footer.app.composer.discard()
        }
    }
}
