import QtQuick
import QtQuick.Templates as T
import "../Theme"

// Many lines to type into, scrolling when they do not fit.
Rectangle {
    id: area

    property alias text: editor.text
    property alias editor: editor
    property string label: ""
    property string placeholder: ""
    property int minimumLines: 4

    signal edited

    implicitHeight: Math.max(minimumLines * Math.round(22 * Theme.scale), 60) + 20
    radius: Theme.radius
    color: Theme.card
    border.width: editor.activeFocus ? 2 : 1
    border.color: editor.activeFocus ? Theme.focus : Theme.edge

    Flickable {
        id: flickable

        anchors.fill: parent
        anchors.margins: 2
        clip: true
        contentWidth: width
        contentHeight: editor.height
        boundsBehavior: Flickable.StopAtBounds

        T.TextArea.flickable: T.TextArea {
            id: editor

            padding: 10
            color: Theme.text
            selectionColor: Theme.accent
            selectedTextColor: Theme.accentInk
            font.pixelSize: Theme.body
            wrapMode: TextEdit.Wrap
            textFormat: TextEdit.PlainText
            selectByMouse: true
            implicitHeight: Math.max(contentHeight + topPadding + bottomPadding, flickable.height)
            Accessible.name: area.label
            // Tab leaves the text, as everywhere in the window.
            Keys.priority: Keys.BeforeItem
            Keys.onTabPressed: nextItemInFocusChain(true).forceActiveFocus(Qt.TabFocusReason)
            Keys.onBacktabPressed: nextItemInFocusChain(false).forceActiveFocus(Qt.BacktabFocusReason)
            onTextChanged: area.edited()

            Text {
                x: 10
                y: 10
                width: parent.width - 20
                visible: editor.text === "" && editor.preeditText === ""
                textFormat: Text.PlainText
                text: area.placeholder
                color: Theme.dim
                font: editor.font
                wrapMode: Text.Wrap
            }
        }
        T.ScrollBar.vertical: Slider {
            // Its own size is not told anew when what is empty has been laid out.
            visible: flickable.contentHeight > flickable.height + 1
        }
    }
}
