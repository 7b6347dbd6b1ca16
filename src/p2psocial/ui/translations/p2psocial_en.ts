<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>About</name>
    <message>
        <source>There is no program that shows folders.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The path is on the clipboard.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AboutPage</name>
    <message>
        <source>Help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What this is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A social network without servers. Every post and every comment is a small signed text, shared as a torrent; any BitTorrent program can open and read it. An upvote is seeding: your computer keeps a copy and gives it to others. What people like stays available because they keep it available. What nobody seeds any more is gone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Boards are how texts are found: members of a board find each other and pass new texts on. Reading is never announced and counts for nothing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How votes are counted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The number before a post is how many seed it now, as far as can be defended: you yourself, peers that proved to have it, and what the nodes of the DHT say when those that lie are outvoted. It is measured again and again; rest the pointer on the number to see where it comes from and how old it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A ranking holds what was written within its period, the most seeded first, and among equals what was seeded longer. Its order changes only when you ask for it. Whoever seeds from many addresses counts as often as they have addresses: a count is a measure, not a proof of people.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Identities, texts, votes, drafts and settings are all in this folder. Copy it as a whole while p2psocial is closed, and you have a backup.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy its path</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What others can see of you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your IP address, by everybody who shares a swarm with you, unless you go through a proxy. What you seed: the first seeder of a post is probably its author. What you publish, for ever: you can take it back, and honest programs then hide it, but nobody can make the others forget it. Not what you read: that is never announced.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AdvancedSettings</name>
    <message>
        <source>Advanced</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nick for identities that have none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The name beside your posts, unless the identity has its own.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wait for a text that others have</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>seconds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Counting seeds, at most</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>DHT packets per second</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Both ways. Fewer make the counts older.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Counting seeds, in an hour at most</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MiB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>0 is as many as the packets take.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Testing who claims to seed, at most</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>peers per minute</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asks some of them for a piece, so that only those who have it count. 0: believe them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Telling that you seed, at most</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Both ways. Too few, and others no longer find what you seed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Telling that you seed, in an hour at most</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>DHT nodes to begin with</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each as host:port, with commas between them. Empty: the public ones.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A network of this machine or this LAN alone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No public DHT nodes and no port mapping: you meet nobody whom you have not named.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Proof of work of what you publish</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>bits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every bit doubles the work. Fewer than 18 only in a private network: others refuse such items.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything is in %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AppearanceSettings</name>
    <message>
        <source>Reading and appearance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As the system</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size of text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smaller text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Larger text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reduce motion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing slides or pulses.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ApplyBar</name>
    <message>
        <source>Changes that do not hold yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Applying…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something above is not right yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 change.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 changes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The node is another process: it holds from its next start.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The node starts again, which takes a moment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Apply</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Author</name>
    <message>
        <source>Author %1 #%2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>(you)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AuthorHeader</name>
    <message>
        <source>Back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Without a nick</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 post</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 posts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 comment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 comments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 live seed on all of it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 live seeds on all of it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>first seen %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of the newest texts:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Also called: %1. Anybody can take any nick; the fingerprint is what tells people apart.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unblock</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Block this author</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AuthorPage</name>
    <message>
        <source>What they wrote</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You have blocked this author</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing by this author is here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What they write is not shown, not kept and not passed on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What they write appears here when it comes through your boards.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unblock</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>BlockRules</name>
    <message>
        <source>Export your rules</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import rules</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The rules are in %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 rules were added.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One rule was added.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>BoardCard</name>
    <message>
        <source>Nothing known from the last week</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 text in the last week</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 texts in the last week</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Join</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>BoardPicker</name>
    <message>
        <source>Board</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Board, for example linux</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>BoardsPage</name>
    <message>
        <source>Find boards</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A board is nothing but a name that people share. Whoever joins it finds its other members through the DHT, and what they write comes by itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of a board</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Any name, for example bread</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Join</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 to 32 of a-z, 0-9 and -, not beginning with -.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Boards</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No board is known yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asking…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Boards that others have joined appear here as they are heard of. Join one by its name to begin.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>BoardsStep</name>
    <message>
        <source>Boards to begin with</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Posts are found through boards. Join some: what their members write and seed comes to you by itself. You can leave them at any time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 this week</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another board</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A board that nobody has joined yet begins with you.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Join</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Busy</name>
    <message>
        <source>Working</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Comment</name>
    <message>
        <source>Comment by %1 #%2, %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>edited</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>new</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show 1 answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show %1 answers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Collapse</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answers something that is not here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hidden by your block rules.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Taken back by its author.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody who has this text has answered yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show your block rules</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show all of it</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CommentActions</name>
    <message>
        <source>Reply</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ComposerController</name>
    <message>
        <source>This draft is not there any more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a board: 1 to 32 of a-z, 0-9 and -.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give it a title of one line, 300 bytes at most.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write something.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>It is too long by %n byte(s).</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Published. You are its first seed.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ComposerFooter</name>
    <message>
        <source>%1 of %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Draft saved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Publishing is public and hard to take back: everybody can read it, your IP address is visible as its first seed, and nobody can make others delete their copies.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stamping: a moment of work that makes spam expensive…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Still stamping; luck decides how long it takes…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stamping</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Publish the new version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Publish</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep as draft</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Discard</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ComposerPage</name>
    <message>
        <source>New post</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reply</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>View</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preview</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Title</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write in Markdown: **bold**, *italic*, `code`, &gt; quote, - list, [link](https://…)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This cannot be written</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ComposerPreview</name>
    <message>
        <source>Nothing to show yet.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ComposerTarget</name>
    <message>
        <source>A new version of what you wrote; the old one stays in its history.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answering %1#%2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Deeds</name>
    <message>
        <source>The magnet link is on the clipboard.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is taken back.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DesktopSettings</name>
    <message>
        <source>Desktop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stay in the tray when the window is closed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What you seed goes on being seeded. The icon&apos;s menu ends the program.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This desktop shows no tray.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tell of new replies</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How many there are, not what they say.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By the icon in the tray, so that has to be on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open p2psocial: links with this program</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Also those that a browser meets.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open magnet links with this program too</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Those that lead to other things than posts and comments are refused, so leave it off if you have another BitTorrent program.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DraftCard</name>
    <message>
        <source>Reply to “%1”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reply</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Post without a title</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete this draft</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DraftsPage</name>
    <message>
        <source>Drafts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No drafts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What you write is kept here until you publish it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write a post</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FeedBoard</name>
    <message>
        <source>Join</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FeedCard</name>
    <message>
        <source>1 comment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 comments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Taken back by its author</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A comment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On “%1”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its text is not here yet; opening it fetches it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>edited</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FeedEmpty</name>
    <message>
        <source>The node could not start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opening your index…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You have not joined a board yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking for others…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You are offline, as it seems</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No node of the DHT answers. Check your internet connection, and the proxy if you use one. Looking goes on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Network settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody found yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The DHT answers, but nobody on your boards is online. Looking goes on; a busier board may help.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is endangered here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every post of this period that is here has more than one seed, or none that could be lost.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show most seeds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing in this period</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing on “%1” in this period</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The very first time this takes a moment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Posts are found through boards. Join some, and what their members seed appears here by itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Members of your boards are found through the DHT; this can take a minute. What they have appears here as it comes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only posts written within the period are ranked. Try a longer one, or write the first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find boards</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write the first post</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write a post</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show all time</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FeedHeader</name>
    <message>
        <source>Written within</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Day</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Week</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Month</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Year</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Order</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Most seeds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Newest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seed-hours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Endangered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New post</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FeedNotice</name>
    <message>
        <source>The node is not running: %1. What is here can be read; nothing comes and nobody gets anything from you.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You are offline, as it seems. What is here can be read and searched; what you write is offered to others once you are back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Network settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The ranking has changed since you opened it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody else on your boards has been found yet. Looking goes on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find boards</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FeedPage</name>
    <message>
        <source>Ranking</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FetchSheet</name>
    <message>
        <source>Looking for it…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 peer was asked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 peers were asked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking for somebody who has it. This can take a minute.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FirstRun</name>
    <message>
        <source>A board&apos;s name has 1 to 32 of the characters a-z, 0-9 and -</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Format</name>
    <message>
        <source>just now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 ago</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>for ever</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ends now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>IdentitiesPage</name>
    <message>
        <source>Identities</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An identity is a key on this computer. What you publish is signed by the current one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New identity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restore from 24 words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You have no identity yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One is made when you first publish something, or now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody can see that it is yours, unless you say so, or seed and write in a way that tells.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change the nick</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It stands beside what you publish from now on. What is published already keeps the old one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change it</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>IdentityCard</name>
    <message>
        <source>Identity %1 #%2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>current</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>protected by a passphrase</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Made %1 · public key %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use this one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change nick</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recovery phrase</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove passphrase</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set passphrase</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>IdentityCare</name>
    <message>
        <source>A nick is one line of at most %1 bytes, without spaces around it.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>IdentityStep</name>
    <message>
        <source>Who you are</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is an identity on this computer already. More can be made later, under Identities.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your identity is a key. It is made here; nobody has to be asked, and nothing about you is needed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A new identity, or one that you have</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New identity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>I have 24 words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nick (optional)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stands beside what you write, and can be changed. Others may take the same one: so a short fingerprint of your key is always shown with it.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ItemMenu</name>
    <message>
        <source>Take this back?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Block this author?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This post</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This comment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is hidden and no longer seeded by honest programs. Nobody can force others to delete their copies.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing by %1#%2 is shown, kept or passed on any more. You can undo this in the settings.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take it back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Block</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seed it for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Upvote: seed it for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A day</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A week</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A month</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A year</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For ever</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy magnet link</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Why it stands where it does</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hide it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Block its author…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take it back…</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>KeyTable</name>
    <message>
        <source>Everywhere</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write a post</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Day, week, month, year, all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Larger, smaller, usual text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To the next thing that can be pressed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In a list or a thread</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next, previous</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seed it, or stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reply</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Collapse a branch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read anew</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>While writing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Publish</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back; what is written stays as a draft</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Single letters do nothing while you type.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LimitsStep</name>
    <message>
        <source>What you give</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Texts are small: a thousand of them take less room than one photo album, and little bandwidth.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An upvote seeds for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A week</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A month</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A year</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For ever</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>After that your copy is deleted, unless you prolong it. You can also choose for each vote.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Limits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Disk space for what you seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MiB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>When it is full you are asked what to drop; nothing is dropped silently.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Upload at most</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>KiB per second</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>0 is as fast as your connection allows.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LinkSheet</name>
    <message>
        <source>Open this link?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open this post or comment?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It leads out of p2psocial. Whoever runs that place sees your IP address and when you came.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is looked for among those who have it, and opens here. Those whom your computer asks see its IP address.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open in browser</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open it here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look closely: this link may mislead about where it goes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the link</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Links</name>
    <message>
        <source>This link leads nowhere that can be opened.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The link is on the clipboard.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is neither a p2psocial nor a magnet link.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no browser that could open it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This link names no post or comment.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MadeOf</name>
    <message>
        <source>p2psocial %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MIT licence: use it, change it, give it on. The protocol is open: docs/protocol.md and docs/gossip.md of the source say all that another program needs, with test vectors.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Made with</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MakingRoom</name>
    <message>
        <source>your disk budget is full, and too little can be dropped; raise it in the settings</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ModerationSettings</name>
    <message>
        <source>Moderation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What you block is not shown, not kept and not passed on. It holds for you alone; nobody else learns of it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What to block</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Word</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Author</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Board</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fingerprint or public key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of a board</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Word, in any case</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Block</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You block nothing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import rules…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export rules…</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>NetworkSettings</name>
    <message>
        <source>Network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>socks5://, http:// or i2p://, then [user:password@]host:port. Empty: connect directly. When it is set, nothing goes around it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask the router to let others connect</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>UPnP and NAT-PMP. Who can be reached helps those who cannot.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Let other nodes connect to exchange announcements</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Without it this node only connects itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find members in the local network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By multicast, also without the internet. Others in this network can see which boards you are on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Address and port for BitTorrent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Empty: port 7681 on all addresses.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Address and port for announcements</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Empty: chosen by itself.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>NickSheet</name>
    <message>
        <source>Nick (optional)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Others may take the same one; the fingerprint beside it is yours alone.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>NodeSettings</name>
    <message>
        <source>Kept, but the command line says otherwise for as long as this runs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kept for the next start of the node.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Applied.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>NoticeCard</name>
    <message>
        <source>answered you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>named you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In “%1”</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>NoticesPage</name>
    <message>
        <source>Replies and mentions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody has answered yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answers to what you wrote, and texts that name you with @ and your nick, appear here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write a post</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PassphraseSheet</name>
    <message>
        <source>Passphrase</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The identity #%1 is protected. Its passphrase is needed to sign this.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sign</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Do not ask again until p2psocial is closed</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PhraseGrid</name>
    <message>
        <source>Recovery phrase: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other programs can read the clipboard; it is emptied after a minute. Paper is safer.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PhraseInput</name>
    <message>
        <source>Recovery phrase</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The 24 words of the recovery phrase</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The 24 words, in their order, with spaces between them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of 24 words</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PhraseSheet</name>
    <message>
        <source>Recovery phrase</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whoever has these words is you. Write them on paper, show them to nobody, and see that nobody looks over your shoulder now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Passphrase</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PhraseStep</name>
    <message>
        <source>Your recovery phrase</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This identity has a passphrase. Its 24 words are shown under Identities, once you give that.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>These 24 words are your identity. With them you are yourself again on any computer; without them, an identity is lost with its disk. Write them on paper.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Skip for now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>I wrote them down</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go on without the words?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>If this computer is lost or its disk breaks, nobody can bring your identity back, and you can neither edit nor take back what you published. You find the words later under Identities.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Skip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back to the words</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PostActions</name>
    <message>
        <source>Reply</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy magnet link</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PostHeader</name>
    <message>
        <source>This is one comment and what answers it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whole thread</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Taken back by its author</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>edited, version %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 seeds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fetching the text…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody who has this text has answered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asking those who seed it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It may come back when somebody who seeds it is online.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show all of it</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ProtectSheet</name>
    <message>
        <source>Set a passphrase</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is asked for before anything is published. Nobody can tell it to you again: without it, only the 24 words bring the identity back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Protect it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New passphrase</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Once more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is not the same passphrase.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PublicStep</name>
    <message>
        <source>What others can see of you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing goes onto the network before you have gone on from here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your IP address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everybody who shares a swarm with you sees it, as with any torrent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What you seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your votes are public. The first seeder of a post is probably its author.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What you publish, for ever</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You can take it back, and honest programs then hide it; nobody can make the others forget it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not what you read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading is never announced and counts for nothing. Only those whom a text comes from see that you fetched it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Carry new texts for others</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New texts of your boards, whoever wrote them, are kept for a day and given to other members, so that people behind a router can get a start. It is neither announced nor counted as a vote, and takes 50 MB at most.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go through a proxy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SOCKS5, HTTP or I2P. Then nothing goes around it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ReadyStep</name>
    <message>
        <source>That is all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the feed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The feed fills by itself</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The first time it can take a minute or two until members of your boards are found. Then the ranking of the day stands there, by how many seed each post now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seed what you like</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The box before a post is the vote. Press it, and your computer gives the text to others; press it again to stop.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keys and help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>J and K walk the feed, Enter opens, U seeds, N writes. The question mark shows all keys.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You have not written your 24 words down yet. They are under Identities.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RestoreSheet</name>
    <message>
        <source>Restore an identity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With its 24 words it is the same on every computer. It becomes the current one. A damaged file is written anew.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restore</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nick (optional)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RoomSheet</name>
    <message>
        <source>Your disk budget is full</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is room for this vote if you stop seeding 1 text. Others keep it available as well as they do now:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is room for this vote if you stop seeding %1 texts. Those that others seed well come first:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drop and upvote</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 seeds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>and %1 more</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RuleLine</name>
    <message>
        <source>Author</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Board</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hidden</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Word</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Block it no more</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SearchPage</name>
    <message>
        <source>Search</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Words that a post or comment must have</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The best %1 matches</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 match</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 matches</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Results</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search what is here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing has all of these words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Titles and texts of everything that has come to this machine, also without the internet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only what has come to this machine is searched. Try fewer words, or join more boards.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find boards</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SeedBox</name>
    <message>
        <source>you seed it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>counted in the DHT %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>peers that proved it %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nobody is known to seed it yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 seeds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stop seeding</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>upvote: seed it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Press to %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SeedCard</name>
    <message>
        <source>Select</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Comment: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 seeds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>since %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 uploaded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>written by you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its author has a newer version: seed that instead</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SeedingActions</name>
    <message>
        <source>Order</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Endangered first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Newest first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ending soonest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Largest first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Most uploaded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select these %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seed for a month</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seed for a year</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For ever</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop seeding %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop seeding 1 text?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop seeding %1 texts?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 of them is seeded by nobody but you, as far as is known. It may be lost.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of them are seeded by nobody but you, as far as is known. They may be lost.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop seeding</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SeedingController</name>
    <message>
        <source>No more can be changed in one go.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 changed, %2 could not be.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n changed.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SeedingPage</name>
    <message>
        <source>What you seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>These are the first %1 of %2. Another order shows others.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You seed nothing yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Counting…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An upvote is seeding: you keep a text available to others, and that is its score. What you write is seeded as well.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Browse the feed</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SeedingSummary</name>
    <message>
        <source>Seeding</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 texts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2 on the disk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>uploading %1/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Starting: %1 of %2 can be had from you so far, the newest first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Disk budget</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Telling others of one more text costs about %1 an hour.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 text is announced late, because the budget for announcing is used up.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 texts are announced late, because the budget for announcing is used up.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 text is seeded by nobody but you, as far as is known. If you stop, it may be lost.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 texts are seeded by nobody but you, as far as is known. If you stop, they may be lost.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SharingSettings</name>
    <message>
        <source>Sharing and limits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An upvote seeds for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Day</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Week</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Month</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Year</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For ever</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Disk space for what you seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MiB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>When it is full you are asked what to drop.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Disk space for texts that you do not seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What you have read, and what came from your boards. The oldest go first; they can be fetched again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Upload at most</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>KiB per second</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>0 is as fast as your connection allows.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Carry new texts for others</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New texts of your boards are kept for a day and given to other members. It is neither announced nor counted as a vote.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seed the newer version when an author edits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In the place of the old one. Otherwise you are offered it.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Sheet</name>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Sidebar</name>
    <message>
        <source>Places</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All boards</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find boards</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seeding</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drafts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replies</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Identities</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Help</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SidebarEntry</name>
    <message>
        <source>%1, %2 new</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Signing</name>
    <message>
        <source>nothing was done, because it needs the passphrase</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message>
        <source>1 neighbour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 neighbours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody found yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Offline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 DHT node</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 DHT nodes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Upload %1 and download %2 per second</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seeding %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seeding %1 of %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>with the node that runs already</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ranked %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Step</name>
    <message>
        <source>Next</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Steps</name>
    <message>
        <source>Step %1 of %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ThreadBar</name>
    <message>
        <source>No comments yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 comment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 comments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 new</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Order of the comments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Most seeds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Newest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Oldest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fetching what is missing…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 text could not be fetched: nobody who has it answered.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 texts could not be fetched: nobody who has them answered.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ThreadEmpty</name>
    <message>
        <source>Opening…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fetching it from those who seed it…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is not on this computer yet. This can take a minute; it opens as soon as it is here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It could not be had</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was refused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Somebody changed it on the way, or it was never valid. Nothing of it was kept.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ThreadPage</name>
    <message>
        <source>Back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Comments</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Toast</name>
    <message>
        <source>Close this message</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Tray</name>
    <message>
        <source>One new reply</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 new replies</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>UnprotectSheet</name>
    <message>
        <source>Remove the passphrase</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From then on whoever can read your files can publish as you.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Passphrase</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>WelcomeStep</name>
    <message>
        <source>Welcome to p2psocial</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Begin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A social network without a server</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Posts and comments travel directly between the people who read them. There is no company, no account, and nobody who could delete or push anything.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An upvote is seeding</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whoever votes for a text keeps a copy of it and gives it to others. How many do so is its score, and what keeps it in the world.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You are a key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What you write is signed by a key that is made on this computer and never leaves it.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>WhySheet</name>
    <message>
        <source>You seed it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Peers that proved to be seeds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The DHT&apos;s nodes say (estimate)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Others told us (not counted)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 seeds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 node</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 nodes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 networks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>just now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 ago</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>too old to count</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Place %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not in this ranking</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the count rests on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing: nobody is known to seed it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Right above it</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>_SystemIcon</name>
    <message>
        <source>Open p2psocial</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quit</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
