import QtQuick
import "../Components"
import "../Components/Format.js" as Format
import "../Theme"

// Who this is, as far as anybody can tell.
Column {
    id: header

    required property var app

    readonly property var author: app.author.state

    spacing: 12
    topPadding: 12
    bottomPadding: 14

    PushButton {
        objectName: "back"
        kind: "quiet"
        symbol: "back"
        text: qsTr("Back")
        onClicked: header.app.navigator.back()
    }
    Words {
        objectName: "authorName"
        width: parent.width
        text: header.author.nick !== "" ? header.author.nick : qsTr("Without a nick")
        font.pixelSize: Theme.huge
        font.weight: Font.DemiBold
        Accessible.role: Accessible.Heading
        Accessible.name: text
    }
    Words {
        width: parent.width
        text: "#" + header.author.fingerprint + (header.author.mine ? " · " + qsTr("this is you") : "")
        color: header.author.mine ? Theme.accent : Theme.dim
    }
    Words {
        objectName: "authorCounts"
        width: parent.width
        visible: header.author.known
        text: (header.author.whole ? "" : qsTr("Of the newest texts:") + " ") + [Format.quantity(header.author.posts, qsTr("1 post"), qsTr("%1 posts")), Format.quantity(header.author.comments, qsTr("1 comment"), qsTr("%1 comments")), Format.quantity(header.author.seeds, qsTr("1 live seed on all of it"), qsTr("%1 live seeds on all of it"))].join(" · ") + (header.author.whole && header.author.first_seen > 0 ? " · " + qsTr("first seen %1").arg(Format.ago(header.author.first_seen, header.app.ticking.state.now)) : "")
        color: Theme.dim
    }
    Words {
        width: parent.width
        visible: header.author.others !== ""
        text: Format.sentence(qsTr("Also called: %1. Anybody can take any nick; the fingerprint is what tells people apart."), header.author.others)
        color: Theme.dim
        font.pixelSize: Theme.small
    }
    PushButton {
        objectName: "blockAuthor"
        visible: header.author.known && !header.author.mine
        symbol: "hide"
        text: header.author.blocked ? qsTr("Unblock") : qsTr("Block this author")
        onClicked: {
            if (header.author.blocked)
                header.app.author.unblock();
            else
                header.app.deeds.block("author", header.author.public);
        }
    }
}
