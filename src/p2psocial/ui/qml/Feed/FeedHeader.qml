import QtQuick
import "../Components"
import "../Theme"

// Board, period, order, search and writing, in as many lines as there is room for.
Flow {
    id: header

    required property var app

    readonly property var feed: app.feed.state

    spacing: 10

    FeedBoard {
        width: header.width
        visible: header.feed.board !== ""
        app: header.app
    }
    Segments {
        objectName: "periods"
        label: qsTr("Written within")
        current: header.feed.period
        choices: [
            {
                value: "day",
                text: qsTr("Day")
            },
            {
                value: "week",
                text: qsTr("Week")
            },
            {
                value: "month",
                text: qsTr("Month")
            },
            {
                value: "year",
                text: qsTr("Year")
            },
            {
                value: "all",
                text: qsTr("All")
            }
        ]
        onChosen: value => header.app.feed.choose_period(value)
    }
    Choice {
        objectName: "order"
        label: qsTr("Order")
        current: header.feed.order
        choices: [
            {
                value: "top",
                text: qsTr("Most seeds")
            },
            {
                value: "hot",
                text: qsTr("Hot")
            },
            {
                value: "new",
                text: qsTr("Newest")
            },
            {
                value: "hours",
                text: qsTr("Seed-hours")
            },
            {
                value: "endangered",
                text: qsTr("Endangered")
            }
        ]
        onChosen: value => header.app.feed.choose_order(value)
    }
    PushButton {
        objectName: "openSearch"
        symbol: "search"
        text: qsTr("Search")
        onClicked: header.app.navigator.go("search", "")
    }
    PushButton {
        objectName: "newPost"
        kind: "primary"
        symbol: "plus"
        text: qsTr("New post")
        onClicked: header.app.navigator.go("composer", "")
    }
}
