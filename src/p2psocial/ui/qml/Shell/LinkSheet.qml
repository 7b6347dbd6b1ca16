import QtQuick
import "../Components"
import "../Theme"

// Asks before a link from somebody's text is followed, and shows where it leads to the last letter.
Sheet {
    id: sheet

    required property var app

    readonly property var links: app.links.state
    readonly property bool asking: links.asking
    readonly property bool web: links.kind === "web"

    title: web ? qsTr("Open this link?") : qsTr("Open this post or comment?")
    explanation: web ? qsTr("It leads out of p2psocial. Whoever runs that place sees your IP address and when you came.") : qsTr("It is looked for among those who have it, and opens here. Those whom your computer asks see its IP address.")
    accept: web ? qsTr("Open in browser") : qsTr("Open it here")

    onAskingChanged: asking ? open() : close()
    onAccepted: app.links.follow()
    onRejected: if (asking)
        app.links.dismiss()

    Words {
        width: parent.width
        visible: sheet.web
        text: sheet.links.host
        font.pixelSize: Theme.body
        font.weight: Font.DemiBold
        wrapMode: Text.WrapAnywhere
    }
    Rectangle {
        width: parent.width
        height: target.implicitHeight + 20
        radius: Theme.radius
        color: Theme.code

        Words {
            id: target

            objectName: "linkTarget"
            x: 12
            y: 10
            width: parent.width - 24
            text: sheet.links.target
            font.family: "monospace"
            font.pixelSize: Theme.small
            wrapMode: Text.WrapAnywhere
            Accessible.role: Accessible.StaticText
            Accessible.name: text
        }
    }
    Banner {
        objectName: "linkWarning"
        width: parent.width
        visible: sheet.links.suspicious
        tone: "warning"
        text: qsTr("Look closely: this link may mislead about where it goes.")
    }
    PushButton {
        objectName: "copyLink"
        text: qsTr("Copy the link")
        symbol: "copy"
        small: true
        onClicked: sheet.app.links.copy()
    }
}
