pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import "../Components"
import "../Theme"

// What was begun and not published.
FocusScope {
    id: page

    required property var app
    required property string argument

    ListView {
        id: list

        readonly property real margin: Math.max(16, (page.width - Theme.column) / 2)

        objectName: "drafts"
        anchors.fill: parent
        visible: count > 0
        clip: true
        focus: true
        activeFocusOnTab: true
        leftMargin: margin
        rightMargin: margin
        topMargin: 20
        bottomMargin: 24
        spacing: 10
        boundsBehavior: Flickable.StopAtBounds
        model: page.app.drafts.model
        Accessible.role: Accessible.List
        Accessible.name: qsTr("Drafts")
        T.ScrollBar.vertical: Slider {}
        // A list does not follow its own margins.
        onLeftMarginChanged: contentX = -leftMargin
        Keys.onReturnPressed: if (currentItem)
            page.app.navigator.go("composer", "draft:" + (currentItem as DraftCard).id)

        header: Words {
            bottomPadding: 14
            text: qsTr("Drafts")
            font.pixelSize: Theme.huge
            font.weight: Font.DemiBold
        }
        delegate: DraftCard {
            app: page.app
            width: list.width - 2 * list.margin
            current: ListView.isCurrentItem && list.activeFocus
        }
    }
    EmptyState {
        anchors.fill: parent
        visible: list.count === 0
        symbol: "draft"
        title: qsTr("No drafts")
        explanation: qsTr("What you write is kept here until you publish it.")
        action: qsTr("Write a post")
        onActed: page.app.navigator.go("composer", "")
    }
}
