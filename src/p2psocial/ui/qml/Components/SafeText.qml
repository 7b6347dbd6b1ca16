import QtQuick
import "../Theme"

// The one place where text is not plain: HTML that ui/safe_text has made from a stranger's Markdown,
// with nothing in it but what that allows. Nothing is opened here: `followed` asks first.
TextEdit {
    id: body

    property string html: ""

    signal followed(string target)

    readOnly: true
    selectByMouse: true
    activeFocusOnPress: false
    activeFocusOnTab: false
    textFormat: TextEdit.RichText
    text: html
    color: Theme.text
    selectionColor: Theme.accent
    selectedTextColor: Theme.accentInk
    font.pixelSize: Theme.body
    wrapMode: TextEdit.Wrap
    Accessible.role: Accessible.StaticText
    onLinkActivated: link => body.followed(link)

    HoverHandler {
        cursorShape: body.hoveredLink !== "" ? Qt.PointingHandCursor : Qt.IBeamCursor
    }
}
