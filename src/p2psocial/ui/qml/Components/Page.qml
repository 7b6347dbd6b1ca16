import QtQuick
import QtQuick.Templates as T
import "../Theme"

// A page that scrolls as a whole: heading and content in the reading column.
Flickable {
    id: page

    property string title: ""
    property string explanation: ""
    default property alias content: column.data
    readonly property int room: column.width

    contentWidth: width
    contentHeight: column.y + column.height + 40
    clip: true
    boundsBehavior: Flickable.StopAtBounds
    T.ScrollBar.vertical: Slider {}

    FollowFocus {
        view: page
    }
    Column {
        id: column

        x: Math.max(20, (page.width - width) / 2)
        y: 20
        width: Math.min(page.width - 40, Theme.column)
        spacing: 14

        Words {
            visible: text !== ""
            width: parent.width
            text: page.title
            font.pixelSize: Theme.huge
            font.weight: Font.DemiBold
            Accessible.role: Accessible.Heading
            Accessible.name: text
        }
        Words {
            visible: text !== ""
            width: parent.width
            text: page.explanation
            color: Theme.dim
            lineHeight: 1.2
        }
    }
}
