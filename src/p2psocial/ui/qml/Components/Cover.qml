import QtQuick
import QtQuick.Templates as T
import "../Theme"

// Lies over the whole window, which can be neither seen nor reached meanwhile.
T.Popup {
    id: cover

    property string label: ""

    parent: T.Overlay.overlay
    width: parent ? parent.width : 0
    height: parent ? parent.height : 0
    padding: 0
    modal: true
    focus: true
    closePolicy: T.Popup.NoAutoClose

    background: Rectangle {
        color: Theme.background
        Accessible.role: Accessible.Dialog
        Accessible.name: cover.label
    }
}
