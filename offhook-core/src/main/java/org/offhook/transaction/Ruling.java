package org.offhook.transaction;

import java.util.List;
import org.offhook.message.HeaderField;
import org.offhook.message.SipResponse;

/** What a {@link Doorkeeper} says about a request. */
public sealed interface Ruling {

  /** A ruling that needs no more words. */
  enum Plain implements Ruling {
    /** It gets a transaction. */
    ADMIT,
    /** Nothing is sent, nothing is kept. */
    DROP
  }

  /**
   * It gets a transaction, which remembers who its sender is.
   *
   * @param who for {@link ServerTransaction#admittedAs}
   */
  record AdmitAs(Object who) implements Ruling {}

  /**
   * It is answered 503 without a transaction, since the endpoint is offered more than it can serve.
   *
   * @param rows of the answer: Retry-After, perhaps Server
   */
  record Overloaded(List<HeaderField> rows) implements Ruling {

    /** Keeps a copy. */
    public Overloaded {
      rows = List.copyOf(rows);
    }
  }

  /**
   * It is answered without a transaction, each repetition once; To gets a tag, the same each time.
   *
   * @param response complete but for its tag
   */
  record Refuse(SipResponse.Builder response) implements Ruling {}
}
