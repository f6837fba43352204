/** The patch language for models whose output can be bound to a grammar (Lark). */
export const PATCH_GRAMMAR = `start: BEGIN hunk+ END
BEGIN: "*** Begin Patch" LF
END: "*** End Patch" LF?

hunk: add | delete | update
add: "*** Add File: " path LF added+
delete: "*** Delete File: " path LF
update: "*** Update File: " path LF moved? change?

moved: "*** Move to: " path LF
change: (anchor | line)+ file_end?
anchor: ("@@" | "@@ " text) LF
line: ("+" | "-" | " ") text? LF
added: "+" text? LF
file_end: "*** End of File" LF

path: /[^\\r\\n]+/
text: /[^\\r\\n]+/

%import common.LF
`;
