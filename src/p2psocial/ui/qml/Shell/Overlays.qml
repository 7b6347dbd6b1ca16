import QtQuick
import "../FirstRun"

// Dialogs that any page may need.
Item {
    id: overlays

    required property var app

    FirstRun {
        app: overlays.app
    }
    LinkSheet {
        app: overlays.app
    }
    FetchSheet {
        app: overlays.app
    }
    RoomSheet {
        app: overlays.app
    }
    PassphraseSheet {
        app: overlays.app
    }
}
