import QtQuick

// What keys do wherever one is. Keys of one page are with that page.
Item {
    id: keymap

    required property var app

    function period(place: int) {
        keymap.app.navigator.go("feed", "");
        keymap.app.feed.choose_period(["day", "week", "month", "year", "all"][place]);
    }

    Shortcut {
        sequences: ["N"]
        onActivated: keymap.app.navigator.go("composer", "")
    }
    Shortcut {
        sequences: ["/", "Ctrl+K"]
        onActivated: keymap.app.navigator.go("search", "")
    }
    Shortcut {
        sequence: "Ctrl+,"
        onActivated: keymap.app.navigator.go("settings", "")
    }
    Shortcut {
        sequences: ["Escape", "Alt+Left"]
        enabled: keymap.app.navigator.state.deep
        onActivated: keymap.app.navigator.back()
    }
    Shortcut {
        sequences: ["?", "F1"]
        onActivated: keymap.app.navigator.go("about", "keys")
    }
    Shortcut {
        sequences: ["Ctrl++", "Ctrl+="]
        onActivated: keymap.app.appearance.step(1)
    }
    Shortcut {
        sequence: "Ctrl+-"
        onActivated: keymap.app.appearance.step(-1)
    }
    Shortcut {
        sequence: "Ctrl+0"
        onActivated: keymap.app.appearance.step(0)
    }
    Shortcut {
        sequence: "Alt+1"
        onActivated: keymap.period(0)
    }
    Shortcut {
        sequence: "Alt+2"
        onActivated: keymap.period(1)
    }
    Shortcut {
        sequence: "Alt+3"
        onActivated: keymap.period(2)
    }
    Shortcut {
        sequence: "Alt+4"
        onActivated: keymap.period(3)
    }
    Shortcut {
        sequence: "Alt+5"
        onActivated: keymap.period(4)
    }
}
