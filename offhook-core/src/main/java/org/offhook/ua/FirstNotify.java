package org.offhook.ua;

import org.offhook.dialog.Dialog;
import org.offhook.message.SipRequest;

/**
 * Waits for the NOTIFY that makes the dialog of a subscription: it has a To tag, but there is no
 * dialog for it yet (RFC 6665 §4.4.1).
 */
public interface FirstNotify {

  /** Whether a subscription waits for this request, by Call-ID, To tag and Event. */
  boolean awaits(SipRequest request);

  /** Makes the dialog of an awaited request that passed all checks. */
  Dialog dialogFor(SipRequest request);
}
