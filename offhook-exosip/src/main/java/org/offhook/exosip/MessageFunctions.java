package org.offhook.exosip;

import org.jspecify.annotations.Nullable;
import org.offhook.IncomingRequest;
import org.offhook.RequestOptions;

/**
 * Requests outside calls, of any method: the functions {@code eXosip_message_*} and {@code
 * eXosip_options_*}.
 *
 * <pre>{@code
 * var message = exosip.message().buildRequest("MESSAGE", "sip:bob@example.com", "sip:me@example.com", null);
 * message.contentType("text/plain").body("hello");
 * int tid = exosip.message().sendRequest(message);
 * }</pre>
 */
public final class MessageFunctions extends Functions {

  private final Drafts<Object> drafts = new Drafts<>();

  MessageFunctions(Exosip context, Ids ids) {
    super(context, ids);
  }

  /**
   * Builds a request.
   *
   * @param route where to send it, whatever the target says; null: as the target says
   * @throws OsipException BADPARAMETER for empty texts, SYNTAXERROR if something cannot be read,
   *     NO_NETWORK before listening
   */
  public OsipMessage buildRequest(String method, String to, String from, @Nullable String route) {
    var running = context.running();
    var options =
        RequestOptions.of(method(method), uri(to, "to").toString())
            .from(address(given(from, "from")));
    return drafts.keep(running.prepare(routed(options, route)));
  }

  /** Builds an OPTIONS. */
  public OsipMessage buildOptions(String to, String from, @Nullable String route) {
    return buildRequest("OPTIONS", to, from, route);
  }

  /**
   * Sends it.
   *
   * @return the tid of its first transaction
   */
  public int sendRequest(OsipMessage request) {
    return context.locked(
        () -> {
          drafts.send(request);
          return ids.expect(String.valueOf(request.callId()));
        });
  }

  /** Builds an answer, 200 to 699, to a {@link EventType#MESSAGE_NEW}. */
  public OsipMessage buildAnswer(int tid, int status) {
    return prepared(status(status, null, 200), waiting(tid, IncomingRequest.class));
  }

  /**
   * Answers.
   *
   * @param answer null: the default one
   */
  public void sendAnswer(int tid, int status, @Nullable OsipMessage answer) {
    var wanted = status(status, answer, 200);
    var waiting = waiting(tid, IncomingRequest.class);
    respond(waiting, answer == null ? prepared(wanted, waiting) : answer);
  }
}
