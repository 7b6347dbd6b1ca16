pragma ComponentBehavior: Bound
import QtQuick
import "../Components"

// Who one is: every identity of this computer, and what can be done with it.
Page {
    id: page

    required property var app
    required property string argument

    readonly property var mine: app.identities.state

    title: qsTr("Identities")
    explanation: qsTr("An identity is a key on this computer. What you publish is signed by the current one.")

    Flow {
        width: page.room
        spacing: 10

        PushButton {
            objectName: "newIdentity"
            text: qsTr("New identity")
            symbol: "plus"
            onClicked: making.begin()
        }
        PushButton {
            objectName: "restoreIdentity"
            text: qsTr("Restore from 24 words")
            onClicked: restoring.begin()
        }
    }
    Repeater {
        model: page.mine.damaged

        Banner {
            required property string modelData

            objectName: "damagedIdentity"
            width: page.room
            tone: "danger"
            text: modelData.charAt(0).toUpperCase() + modelData.slice(1)
        }
    }
    Repeater {
        model: page.app.identities.model

        IdentityCard {
            width: page.room
            app: page.app
            onRenaming: naming.begin(fingerprint, nick)
            onShowing: phrase.begin(fingerprint, isProtected)
            onProtecting: protecting.begin(fingerprint)
            onUnprotecting: unprotecting.begin(fingerprint)
        }
    }
    EmptyState {
        width: page.room
        visible: page.mine.known && page.mine.current === "" && page.mine.damaged.length === 0
        symbol: "person"
        title: qsTr("You have no identity yet")
        explanation: qsTr("One is made when you first publish something, or now.")
    }

    NickSheet {
        id: making

        app: page.app
        title: qsTr("New identity")
        explanation: qsTr("Nobody can see that it is yours, unless you say so, or seed and write in a way that tells.")
        accept: qsTr("Make it")
        action: "create"
        onAccepted: page.app.care.create(nick)
    }
    NickSheet {
        id: naming

        app: page.app
        title: qsTr("Change the nick")
        explanation: qsTr("It stands beside what you publish from now on. What is published already keeps the old one.")
        accept: qsTr("Change it")
        action: "rename"
        onAccepted: page.app.care.rename(fingerprint, nick)
    }
    RestoreSheet {
        id: restoring

        app: page.app
    }
    PhraseSheet {
        id: phrase

        app: page.app
    }
    ProtectSheet {
        id: protecting

        app: page.app
    }
    UnprotectSheet {
        id: unprotecting

        app: page.app
    }
}
