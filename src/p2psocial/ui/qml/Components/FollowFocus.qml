import QtQuick

// Scrolls `view` to whatever in it gets the focus by the keyboard.
Item {
    id: follower

    required property Flickable view
    readonly property var focused: Window.activeFocusItem

    function isInside(item: Item): bool {
        let above = item;
        while (above && above !== follower.view.contentItem)
            above = above.parent;
        return Boolean(above);
    }

    function reveal(item: Item) {
        const margin = 28;
        const top = item.mapToItem(follower.view.contentItem, 0, 0).y;
        const bottom = top + item.height;
        if (item.height > follower.view.height)
            return;
        const last = Math.max(0, follower.view.contentHeight - follower.view.height);
        if (top - margin < follower.view.contentY)
            follower.view.contentY = Math.max(0, top - margin);
        else if (bottom + margin > follower.view.contentY + follower.view.height)
            follower.view.contentY = Math.min(last, bottom + margin - follower.view.height);
    }

    visible: false
    onFocusedChanged: {
        // What was clicked is in sight, and must not move away between press and release.
        if (focused && focused.focusReason !== Qt.MouseFocusReason && isInside(focused))
            reveal(focused);
    }
}
