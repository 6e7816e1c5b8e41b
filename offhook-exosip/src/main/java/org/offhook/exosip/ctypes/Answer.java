package org.offhook.exosip.ctypes;

import org.offhook.exosip.OsipMessage;

/**
 * An answer to a request of the peer in a call.
 *
 * <pre>{@code
 * var answer = new Answer(context, event.tid(), 200);
 * answer.message().contentType("application/sdp").body(sdp);
 * context.callSendAnswer(answer);
 * }</pre>
 *
 * @param context where it was built
 * @param message its header fields and body
 * @param tid the transaction
 * @param status 101 to 699
 */
public record Answer(Context context, OsipMessage message, int tid, int status)
    implements ExosipMessage {

  /** Builds it; see {@link org.offhook.exosip.CallFunctions#buildAnswer}. */
  public Answer(Context context, int tid, int status) {
    this(context, context.exosip().call().buildAnswer(tid, status), tid, status);
  }

  @Override
  public int send() {
    context.exosip().call().sendAnswer(tid, status, message);
    return 0;
  }
}
