import QtQuick
import "../Theme"

// Text from anywhere: always plain, never a link, never a picture.
Text {
    textFormat: Text.PlainText
    color: Theme.text
    font.pixelSize: Theme.normal
    wrapMode: Text.Wrap
    elide: Text.ElideNone
    linkColor: Theme.accent
}
