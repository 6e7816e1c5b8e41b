package org.offhook.invite;

import org.offhook.message.SipResponse;

/** Is told, once, what became of a change that this side asked for: RFC 3261 §14.1. */
public interface OfferHandler {

  /** Nobody wants to know. */
  OfferHandler NOBODY =
      new OfferHandler() {
        @Override
        public void accepted(SipResponse response) {}

        @Override
        public void refused(SipResponse response) {}

        @Override
        public void failed(String reason) {}
      };

  /** The peer agreed. */
  void accepted(SipResponse response);

  /** The peer refused; the session is as before. */
  void refused(SipResponse response);

  /** It could not be done. */
  void failed(String reason);
}
