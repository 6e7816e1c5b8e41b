/**
 * Dialogs of RFC 3261 §12: identifiers, sequence numbers, route set, remote target, and the usages
 * that share one dialog (RFC 5057).
 *
 * <p>Layer 5. A dialog is passive: it builds requests and checks what arrives, but sends nothing
 * and knows no session. Thread rule: everything here belongs to the loop's thread; {@link
 * org.offhook.dialog.DialogId} and {@link org.offhook.dialog.DialogSnapshot} are values for any
 * thread.
 */
@NullMarked
package org.offhook.dialog;

import org.jspecify.annotations.NullMarked;
