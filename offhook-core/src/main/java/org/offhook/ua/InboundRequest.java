package org.offhook.ua;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offhook.dialog.Dialog;
import org.offhook.dialog.DialogId;
import org.offhook.message.Contact;
import org.offhook.message.HeaderName;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.transaction.ServerTransaction;
import org.offhook.transport.Flow;

/** A request that passed the {@link RequestGate} and waits for its answer: RFC 3261 §8.2. */
public final class InboundRequest {

  private final UserAgentCore core;
  private final ServerTransaction transaction;
  private final SipRequest request;
  private final Flow flow;
  private final Provenance provenance;
  private final @Nullable Dialog dialog;

  InboundRequest(
      UserAgentCore core,
      ServerTransaction transaction,
      Provenance provenance,
      @Nullable Dialog dialog) {
    this.core = core;
    this.transaction = transaction;
    this.request = transaction.request();
    this.flow = transaction.flow();
    this.provenance = provenance;
    this.dialog = dialog;
  }

  /** The transaction that carries the answer. */
  public ServerTransaction transaction() {
    return transaction;
  }

  /** The request as it arrived. */
  public SipRequest request() {
    return request;
  }

  /** What it arrived on. */
  public Flow flow() {
    return flow;
  }

  /** How far the sender proved who it is. */
  public Provenance provenance() {
    return provenance;
  }

  /** The dialog that the request belongs to, where none of its usages took it. */
  public Optional<Dialog> dialog() {
    return Optional.ofNullable(dialog);
  }

  /**
   * The existing dialog that the sender names in Target-Dialog, by which an application may
   * authorise the request (RFC 4538 §6).
   *
   * <p>Tolerance: some senders write the two tags from their own point of view.
   */
  public Optional<Dialog> targetDialog() {
    return request
        .headers()
        .get(HeaderName.TARGET_DIALOG)
        .map(
            target -> {
              var dialogs = core.dialogs();
              var id = new DialogId(target.callId(), target.localTag(), target.remoteTag());
              var found = dialogs.find(id);
              return found != null ? found : dialogs.find(id.otherEnd());
            });
  }

  /** The tag in To of every answer but 100 (RFC 3261 §8.2.6.2). */
  public String localTag() {
    return transaction.localTag();
  }

  /** The Contact for answers that make a dialog. */
  public Contact contact() {
    return core.contactFor(flow, request);
  }

  /**
   * Starts an answer. One that makes a dialog (101 to 299 to INVITE, SUBSCRIBE or REFER without To
   * tag) gets Contact and the request's Record-Route as it is (RFC 3261 §12.1.1).
   */
  public SipResponse.Builder response(Status status) {
    var builder = core.response(transaction, status);
    int code = status.code();
    if (code > 100 && code < 300 && UserAgentCore.makesDialog(request.method())) {
      builder.set(HeaderName.CONTACT, contact());
      if (request.to().tag().isEmpty()) {
        builder.copy(request.headers(), HeaderName.RECORD_ROUTE);
      }
    }
    return builder;
  }

  /**
   * Answers.
   *
   * @return false if the transaction does not allow it any more
   */
  public boolean respond(SipResponse response) {
    return transaction.respond(response);
  }

  /** Answers with what {@link #response(Status)} gives, if there is no final answer yet. */
  public boolean respond(Status status) {
    return !transaction.isAnswered() && respond(response(status).build());
  }

  @Override
  public String toString() {
    return request.method() + " " + request.requestUri();
  }
}
