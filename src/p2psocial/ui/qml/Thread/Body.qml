pragma ComponentBehavior: Bound
import QtQuick
import "../Components"
import "../Theme"

// A stranger's text in the pieces that ui/safe_text has made of it, a piece a frame.
Column {
    id: body

    required property var pieces
    required property var app
    property int ready: 1

    spacing: 0
    onPiecesChanged: ready = Math.min(1, pieces.length)

    Timer {
        interval: 16
        repeat: true
        running: body.ready < body.pieces.length
        onTriggered: body.ready += 1
    }

    Repeater {
        model: Math.min(body.ready, body.pieces.length)

        SafeText {
            required property int index

            width: body.width
            // There may be fewer pieces a moment before there are fewer items.
            html: body.pieces[index] ?? ""
            onFollowed: target => body.app.links.ask(target)
        }
    }
}
