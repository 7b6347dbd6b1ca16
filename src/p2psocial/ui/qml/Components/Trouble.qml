import QtQuick
import "../Theme"

// What is wrong with what stands above.
Words {
    visible: text !== ""
    color: Theme.danger
    font.pixelSize: Theme.small
    Accessible.role: Accessible.AlertMessage
    Accessible.name: text
}
