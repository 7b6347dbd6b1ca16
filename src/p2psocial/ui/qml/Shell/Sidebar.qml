pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import "../Components"
import "../Theme"

// Where one can go: boards on top, one's own things below. As a rail of icons when there is no room.
Rectangle {
    id: sidebar

    required property var app
    property bool rail: false

    readonly property string page: app.navigator.state.page
    readonly property string board: app.feed.state.board

    function showBoard(board: string) {
        sidebar.app.feed.choose_board(board);
        sidebar.app.navigator.go("feed", "");
    }

    implicitWidth: rail ? Math.round(56 * Math.min(Theme.scale, 1.4)) : Math.round(210 * Theme.scale)
    color: Theme.card
    Accessible.role: Accessible.Pane
    Accessible.name: qsTr("Places")

    Rectangle {
        anchors.right: parent.right
        width: 1
        height: parent.height
        color: Theme.line
    }

    Item {
        id: head

        width: parent.width
        height: Math.round(56 * Theme.scale)

        Icon {
            id: logo

            x: sidebar.rail ? (parent.width - width) / 2 : 18
            anchors.verticalCenter: parent.verticalCenter
            name: "seed"
            color: Theme.accent
            size: Math.round(24 * Theme.scale)
        }
        Words {
            anchors.left: logo.right
            anchors.leftMargin: 8
            anchors.verticalCenter: parent.verticalCenter
            visible: !sidebar.rail
            text: "p2psocial"
            font.pixelSize: Theme.large
            font.weight: Font.Bold
        }
    }

    Flickable {
        anchors.top: head.bottom
        anchors.bottom: parent.bottom
        width: parent.width - 1
        contentHeight: places.height + 16
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        T.ScrollBar.vertical: Slider {}

        Column {
            id: places

            x: 8
            width: parent.width - 16
            spacing: 2

            SidebarEntry {
                objectName: "allBoards"
                width: parent.width
                rail: sidebar.rail
                words: qsTr("All boards")
                symbol: "home"
                here: sidebar.page === "feed" && sidebar.board === ""
                onClicked: sidebar.showBoard("")
            }
            Repeater {
                model: sidebar.app.boards.state.joined

                SidebarEntry {
                    required property string modelData

                    objectName: "board-" + modelData
                    width: places.width
                    rail: sidebar.rail
                    words: modelData
                    symbol: "board"
                    here: sidebar.page === "feed" && sidebar.board === modelData
                    onClicked: sidebar.showBoard(modelData)
                }
            }
            SidebarEntry {
                objectName: "findBoards"
                width: parent.width
                rail: sidebar.rail
                words: qsTr("Find boards")
                symbol: "boards"
                here: sidebar.page === "boards"
                onClicked: sidebar.app.navigator.go("boards", "")
            }
            Rectangle {
                width: parent.width
                height: 1
                color: Theme.line
            }
            Repeater {
                model: [
                    {
                        page: "seeding",
                        words: qsTr("Seeding"),
                        symbol: "seed"
                    },
                    {
                        page: "drafts",
                        words: qsTr("Drafts"),
                        symbol: "draft"
                    },
                    {
                        page: "notices",
                        words: qsTr("Replies"),
                        symbol: "bell"
                    },
                    {
                        page: "identities",
                        words: qsTr("Identities"),
                        symbol: "person"
                    },
                    {
                        page: "settings",
                        words: qsTr("Settings"),
                        symbol: "gear"
                    },
                    {
                        page: "about",
                        words: qsTr("Help"),
                        symbol: "info"
                    }
                ]

                SidebarEntry {
                    required property var modelData

                    objectName: "place-" + modelData.page
                    width: places.width
                    rail: sidebar.rail
                    words: modelData.words
                    symbol: modelData.symbol
                    here: sidebar.page === modelData.page
                    badge: modelData.page === "notices" ? sidebar.app.notices.state.unread : 0
                    onClicked: sidebar.app.navigator.go(modelData.page, "")
                }
            }
        }
    }
}
