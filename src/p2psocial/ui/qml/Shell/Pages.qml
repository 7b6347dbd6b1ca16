pragma ComponentBehavior: Bound
import QtQuick
import "../Feed"

// The page that is shown. The feed stays as it is behind the others, so that one comes back to the
// same place; the others are made when they are opened.
Item {
    id: pages

    required property var app

    readonly property string page: app.navigator.state.page
    readonly property var sources: ({
            "thread": "../Thread/ThreadPage.qml",
            "composer": "../Composer/ComposerPage.qml",
            "drafts": "../Composer/DraftsPage.qml",
            "seeding": "../Seeding/SeedingPage.qml",
            "search": "../Search/SearchPage.qml",
            "boards": "../Boards/BoardsPage.qml",
            "notices": "../Notices/NoticesPage.qml",
            "author": "../Author/AuthorPage.qml",
            "settings": "../Settings/SettingsPage.qml",
            "identities": "../Identities/IdentitiesPage.qml",
            "about": "../About/AboutPage.qml"
        })
    readonly property string argument: app.navigator.state.argument

    // Each page has `app` and `argument`, and is made anew for every argument.
    function open() {
        const source = pages.sources[pages.page];
        if (source === undefined) {
            other.source = "";
            feed.forceActiveFocus();
            return;
        }
        other.setSource(Qt.resolvedUrl(source), {
            "app": pages.app,
            "argument": pages.argument
        });
        if (other.item)
            (other.item as Item).forceActiveFocus();
    }

    onPageChanged: Qt.callLater(pages.open)
    onArgumentChanged: Qt.callLater(pages.open)
    Component.onCompleted: pages.open()

    FeedPage {
        id: feed

        app: pages.app
        anchors.fill: parent
        visible: pages.page === "feed"
        enabled: visible
    }
    Loader {
        id: other

        anchors.fill: parent
        active: true
    }
}
