pragma ComponentBehavior: Bound
import QtQuick
import "../Components"
import "../Theme"

// Version, licences, and where the protocol is written down.
Panel {
    id: made

    required property var app

    readonly property var about: app.about.state

    title: qsTr("p2psocial %1").arg(about.version)

    Words {
        width: parent.width
        text: made.about.system
        color: Theme.dim
    }
    Words {
        width: parent.width
        lineHeight: 1.2
        text: qsTr("MIT licence: use it, change it, give it on. The protocol is open: docs/protocol.md and docs/gossip.md of the source say all that another program needs, with test vectors.")
    }
    Words {
        width: parent.width
        text: qsTr("Made with")
        font.weight: Font.DemiBold
    }
    Column {
        width: parent.width
        spacing: 4

        Repeater {
            model: made.about.parts

            Flow {
                id: part

                required property var modelData

                width: made.width - 36
                spacing: 8

                LinkText {
                    text: part.modelData.name
                    onFollowed: made.app.links.ask(part.modelData.url)
                }
                Words {
                    text: part.modelData.version
                    color: Theme.dim
                    wrapMode: Text.NoWrap
                }
                Words {
                    text: part.modelData.licence
                    color: Theme.dim
                    wrapMode: Text.NoWrap
                }
            }
        }
    }
}
