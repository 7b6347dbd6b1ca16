import QtQuick
import QtQuick.Templates as T
import "../Theme"

// A list in the reading column, which fills its parent so that one can scroll beside the column too.
ListView {
    id: list

    readonly property real margin: Math.max(16, (width - Theme.column) / 2)
    readonly property real room: width - 2 * margin
    property string label: ""
    readonly property real headerHeight: headerItem ? headerItem.height : 0
    property real headerBefore: 0
    // Whether the reader is at the top, and so is to stay there whatever grows.
    property bool atTop: true

    function keepTop() {
        if (atTop)
            Qt.callLater(list.positionViewAtBeginning);
    }

    clip: true
    focus: true
    activeFocusOnTab: true
    leftMargin: margin
    rightMargin: margin
    bottomMargin: 24
    spacing: 10
    cacheBuffer: 600
    // Rows are of all heights.
    reuseItems: false
    boundsBehavior: Flickable.StopAtBounds
    keyNavigationEnabled: true
    highlightMoveDuration: Theme.quick
    Accessible.role: Accessible.List
    Accessible.name: label
    T.ScrollBar.vertical: Slider {}
    // A list does not follow its own margins.
    onLeftMarginChanged: contentX = -leftMargin
    // A header grows upwards; what is read is to stay where it is.
    onHeaderHeightChanged: {
        contentY -= headerHeight - headerBefore;
        headerBefore = headerHeight;
        keepTop();
    }
    onWidthChanged: keepTop()
    onHeightChanged: keepTop()
    onContentYChanged: settled.restart()

    Timer {
        id: settled

        interval: 100
        onTriggered: list.atTop = list.atYBeginning
    }
}
