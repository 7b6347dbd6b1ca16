import QtQuick
import "../Components"
import "../Components/Format.js" as Format
import "../Theme"

// One identity, and what can be done with it. `protected` is a reserved word, so the role is renamed.
Panel {
    id: card

    required property var app
    required property var model
    readonly property string fingerprint: model.fingerprint
    readonly property string nick: model.nick
    readonly property bool isProtected: model.protected
    readonly property bool current: model.current

    signal renaming
    signal showing
    signal protecting
    signal unprotecting

    gap: 12
    border.color: current ? Theme.accent : Theme.line
    Accessible.name: Format.sentence(qsTr("Identity %1 #%2"), nick, fingerprint)

    Flow {
        width: parent.width
        spacing: 12

        Author {
            objectName: "identity-" + card.fingerprint
            nick: card.nick
            fingerprint: card.fingerprint
            pixelSize: Theme.body
            onOpened: card.app.navigator.go("author", card.model.author)
        }
        Words {
            objectName: card.current ? "currentMark" : ""
            visible: card.current
            text: qsTr("current")
            color: Theme.accent
            font.weight: Font.DemiBold
            wrapMode: Text.NoWrap
        }
        Words {
            visible: card.isProtected
            text: qsTr("protected by a passphrase")
            color: Theme.dim
            wrapMode: Text.NoWrap
        }
    }
    Words {
        width: parent.width
        text: qsTr("Made %1 · public key %2").arg(Format.moment(card.model.created)).arg(card.model.author)
        color: Theme.dim
        font.pixelSize: Theme.small
        wrapMode: Text.WrapAnywhere
    }
    Flow {
        width: parent.width
        spacing: 8

        PushButton {
            objectName: "use-" + card.fingerprint
            visible: !card.current
            text: qsTr("Use this one")
            symbol: "check"
            small: true
            onClicked: card.app.care.use(card.fingerprint)
        }
        PushButton {
            objectName: "rename-" + card.fingerprint
            text: qsTr("Change nick")
            symbol: "pencil"
            small: true
            onClicked: card.renaming()
        }
        PushButton {
            objectName: "words-" + card.fingerprint
            text: qsTr("Recovery phrase")
            symbol: "draft"
            small: true
            onClicked: card.showing()
        }
        PushButton {
            objectName: "protect-" + card.fingerprint
            text: card.isProtected ? qsTr("Remove passphrase") : qsTr("Set passphrase")
            symbol: "lock"
            small: true
            onClicked: card.isProtected ? card.unprotecting() : card.protecting()
        }
    }
}
