import QtQuick
import "../Components"

// A dialog for something done to an identity: closes when that is done, says why when it is not.
Sheet {
    id: sheet

    required property var app
    property string action: ""
    property string fingerprint: ""
    property Item first: null

    readonly property var care: app.care.state

    signal succeeded

    // Opens it for an identity.
    function start(whose: string) {
        fingerprint = whose;
        app.care.forget_trouble();
        open();
    }

    trouble: care.trouble
    busy: care.busy
    onOpened: first?.forceActiveFocus()
    onSucceeded: close()

    Connections {
        target: sheet.app.care
        enabled: sheet.opened

        function onDone(action: string, _fingerprint: string) {
            if (action === sheet.action)
                sheet.succeeded();
        }
    }
}
