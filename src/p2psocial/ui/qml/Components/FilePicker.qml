import QtQuick
import QtQuick.Dialogs

// The system's dialog for a file; `chosen` has its URL.
FileDialog {
    id: picker

    property bool saves: false

    signal chosen(url file)

    fileMode: saves ? FileDialog.SaveFile : FileDialog.OpenFile
    onAccepted: picker.chosen(picker.selectedFile)
}
