pragma ComponentBehavior: Bound
import QtQuick
import "../Components"
import "../Theme"

// Write a post, a reply or a new version; what is typed is kept all the time.
FocusScope {
    id: page

    required property var app
    required property string argument

    readonly property var composer: app.composer.state
    readonly property bool busy: composer.stage !== ""
    readonly property int loaded: composer.loaded

    onLoadedChanged: load()

    function tell() {
        page.app.composer.change(board.text, title.text, text.text);
    }
    function load() {
        board.text = page.composer.board;
        title.text = page.composer.title;
        text.text = page.composer.text;
        if (page.composer.kind === "post" && board.text === "")
            board.field.forceActiveFocus();
        else if (page.composer.titled && title.text === "")
            title.forceActiveFocus();
        else
            text.editor.forceActiveFocus();
    }

    Component.onCompleted: app.composer.open(argument)
    Component.onDestruction: app.composer.leave()

    Page {
        anchors.fill: parent
        visible: page.composer.ready
        title: page.composer.kind === "post" ? qsTr("New post") : page.composer.kind === "reply" ? qsTr("Reply") : qsTr("Edit")

        ComposerTarget {
            width: parent.width
            target: page.composer.target
            editing: page.composer.kind === "edit"
        }
        Segments {
            objectName: "composerView"
            label: qsTr("View")
            current: page.composer.previewing ? "preview" : "write"
            choices: [
                {
                    value: "write",
                    text: qsTr("Write")
                },
                {
                    value: "preview",
                    text: qsTr("Preview")
                }
            ]
            onChosen: value => page.app.composer.show_preview(value === "preview")
        }
        BoardPicker {
            id: board

            width: parent.width
            visible: page.composer.kind === "post" && !page.composer.previewing
            app: page.app
            enabled: !page.busy
            onEdited: page.tell()
        }
        Field {
            id: title

            objectName: "composerTitle"
            width: parent.width
            visible: page.composer.titled && !page.composer.previewing
            enabled: !page.busy
            label: qsTr("Title")
            placeholder: qsTr("Title")
            font.pixelSize: Theme.large
            maximumLength: 300
            onTextEdited: page.tell()
        }
        Area {
            id: text

            objectName: "composerText"
            width: parent.width
            visible: !page.composer.previewing
            enabled: !page.busy
            minimumLines: page.composer.titled ? 14 : 8
            label: qsTr("Text")
            placeholder: qsTr("Write in Markdown: **bold**, *italic*, `code`, > quote, - list, [link](https://…)")
            onEdited: if (page.composer.ready)
                page.tell()
        }
        ComposerPreview {
            width: parent.width
            visible: page.composer.previewing
            app: page.app
            title: title.text
            titled: page.composer.titled
        }
        ComposerFooter {
            width: parent.width
            app: page.app
        }
    }

    EmptyState {
        anchors.fill: parent
        visible: !page.composer.ready && page.composer.problem !== ""
        symbol: "warning"
        title: qsTr("This cannot be written")
        explanation: page.composer.problem
        action: qsTr("Back")
        onActed: page.app.navigator.back()
    }

    Shortcut {
        sequences: ["Ctrl+Return", "Ctrl+Enter"]
        onActivated: page.app.composer.publish()
    }
}
