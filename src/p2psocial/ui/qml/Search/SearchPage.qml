pragma ComponentBehavior: Bound
import QtQuick
import "../Components"
import "../Components/Format.js" as Format
import "../Feed"
import "../Theme"

// Search as one types.
FocusScope {
    id: page

    required property var app
    required property string argument

    readonly property var search: app.search.state

    Component.onCompleted: {
        field.text = search.words;
        field.selectAll();
    }

    Field {
        id: field

        objectName: "searchField"
        x: list.margin
        y: 20
        width: list.room
        focus: true
        symbol: "search"
        label: qsTr("Search")
        placeholder: qsTr("Words that a post or comment must have")
        font.pixelSize: Theme.large
        maximumLength: 200
        onTextEdited: page.app.search.look_for(text)
        Keys.onDownPressed: list.forceActiveFocus()
    }
    Words {
        id: summary

        x: list.margin
        anchors.top: field.bottom
        anchors.topMargin: 10
        width: list.room
        visible: page.search.found > 0
        text: page.search.limited ? qsTr("The best %1 matches").arg(page.search.found) : Format.quantity(page.search.found, qsTr("1 match"), qsTr("%1 matches"))
        color: Theme.dim
        font.pixelSize: Theme.small
    }
    ColumnList {
        id: list

        objectName: "results"
        label: qsTr("Results")
        anchors.top: summary.bottom
        anchors.topMargin: 10
        anchors.bottom: parent.bottom
        width: parent.width
        focus: false
        visible: count > 0
        model: page.app.search.model
        Keys.onReturnPressed: if (currentItem)
            page.app.navigator.go("thread", (currentItem as FeedCard).infohash)

        delegate: FeedCard {
            required property int index
            required excerpt
            required about

            app: page.app
            width: list.room
            current: ListView.isCurrentItem && list.activeFocus
            onOpened: page.app.navigator.go("thread", infohash)
            onPicked: list.currentIndex = index
        }
    }
    EmptyState {
        anchors.top: summary.bottom
        anchors.bottom: parent.bottom
        width: parent.width
        visible: list.count === 0
        symbol: "search"
        title: page.search.found < 0 ? qsTr("Search what is here") : qsTr("Nothing has all of these words")
        explanation: page.search.found < 0 ? qsTr("Titles and texts of everything that has come to this machine, also without the internet.") : qsTr("Only what has come to this machine is searched. Try fewer words, or join more boards.")
        action: page.search.found < 0 ? "" : qsTr("Find boards")
        onActed: page.app.navigator.go("boards", "")
    }
}
