pragma ComponentBehavior: Bound
import QtQuick
import "../Components"
import "../Theme"

// Help: what this is, how it counts, which keys there are, what it is made of.
Page {
    id: page

    required property var app
    required property string argument

    readonly property bool keysFirst: argument === "keys"

    title: qsTr("Help")
    Component.onCompleted: app.about.read()

    Loader {
        width: page.room
        active: page.keysFirst
        visible: active
        sourceComponent: keys
    }
    Panel {
        width: page.room
        title: qsTr("What this is")

        Words {
            width: parent.width
            lineHeight: 1.2
            text: qsTr("A social network without servers. Every post and every comment is a small signed text, shared as a torrent; any BitTorrent program can open and read it. An upvote is seeding: your computer keeps a copy and gives it to others. What people like stays available because they keep it available. What nobody seeds any more is gone.")
        }
        Words {
            width: parent.width
            lineHeight: 1.2
            text: qsTr("Boards are how texts are found: members of a board find each other and pass new texts on. Reading is never announced and counts for nothing.")
        }
    }
    Panel {
        width: page.room
        title: qsTr("How votes are counted")

        Words {
            width: parent.width
            lineHeight: 1.2
            text: qsTr("The number before a post is how many seed it now, as far as can be defended: you yourself, peers that proved to have it, and what the nodes of the DHT say when those that lie are outvoted. It is measured again and again; rest the pointer on the number to see where it comes from and how old it is.")
        }
        Words {
            width: parent.width
            lineHeight: 1.2
            text: qsTr("A ranking holds what was written within its period, the most seeded first, and among equals what was seeded longer. Its order changes only when you ask for it. Whoever seeds from many addresses counts as often as they have addresses: a count is a measure, not a proof of people.")
        }
    }
    Loader {
        width: page.room
        active: !page.keysFirst
        visible: active
        sourceComponent: keys
    }
    Panel {
        width: page.room
        title: qsTr("Your data")

        Words {
            objectName: "dataFolder"
            width: parent.width
            text: page.app.about.state.folder
            font.family: "monospace"
            wrapMode: Text.WrapAnywhere
        }
        Words {
            width: parent.width
            text: qsTr("Identities, texts, votes, drafts and settings are all in this folder. Copy it as a whole while p2psocial is closed, and you have a backup.")
            color: Theme.dim
        }
        Flow {
            width: parent.width
            spacing: 8

            PushButton {
                objectName: "openFolder"
                text: qsTr("Open the folder")
                small: true
                onClicked: page.app.about.open_folder()
            }
            PushButton {
                objectName: "copyFolder"
                text: qsTr("Copy its path")
                symbol: "copy"
                small: true
                onClicked: page.app.about.copy_folder()
            }
            PushButton {
                text: qsTr("What others can see of you")
                small: true
                onClicked: publicSheet.open()
            }
        }
    }
    MadeOf {
        width: page.room
        app: page.app
    }

    Component {
        id: keys

        KeyTable {}
    }
    Sheet {
        id: publicSheet

        title: qsTr("What others can see of you")
        reject: qsTr("Close")
        explanation: qsTr("Your IP address, by everybody who shares a swarm with you, unless you go through a proxy. What you seed: the first seeder of a post is probably its author. What you publish, for ever: you can take it back, and honest programs then hide it, but nobody can make the others forget it. Not what you read: that is never announced.")
    }
}
