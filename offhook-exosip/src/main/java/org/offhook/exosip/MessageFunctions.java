package org.offhook.exosip;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.offhook.Draft;
import org.offhook.IncomingRequest;
import org.offhook.Pending;
import org.offhook.RequestOptions;
import org.offhook.RequestOutcome;

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

  private final Map<OsipMessage, Draft<Pending<RequestOutcome>>> drafts = memory();
  private final PublishFunctions published;

  MessageFunctions(Exosip context, Ids ids) {
    super(context, ids);
    this.published = new PublishFunctions(context, ids);
  }

  PublishFunctions published() {
    return published;
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
    var options = RequestOptions.of(Exosip.method(method), Exosip.uri(to, "to").toString());
    if (from.isEmpty()) {
      throw OsipError.BADPARAMETER.exception("from is empty");
    }
    options = options.from(address(from));
    options = context.routed(options, route, RequestOptions::nextHop, RequestOptions::header);
    var draft = running.prepare(options);
    var message = OsipMessage.of(draft.request());
    drafts.put(message, draft);
    return message;
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
    var whole = edited(taken(drafts, request), request);
    return locked(
        () -> {
          int tid = ids.expect(whole.request());
          whole.send();
          return tid;
        });
  }

  /** Builds an answer, 200 to 699, to a {@link EventType#MESSAGE_NEW}. */
  public OsipMessage buildAnswer(int tid, int status) {
    var wanted = Border.status(status, 200);
    return OsipMessage.of(waiting(tid, IncomingRequest.class).prepare(wanted));
  }

  /**
   * Answers.
   *
   * @param answer null: the default one
   */
  public void sendAnswer(int tid, int status, @Nullable OsipMessage answer) {
    var wanted = Border.status(answer == null ? status : answer.statusCode(), 200);
    var request = waiting(tid, IncomingRequest.class);
    respond(request, answer == null ? request.prepare(wanted) : answer.toResponse());
  }
}
