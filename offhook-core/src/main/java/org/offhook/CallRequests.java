package org.offhook;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offhook.dialog.Dialog;
import org.offhook.invite.ChangeWish;
import org.offhook.invite.InviteSession;
import org.offhook.invite.OfferHandler;
import org.offhook.invite.SdpBody;
import org.offhook.message.HeaderField;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;

/**
 * Requests of any method inside a call's dialog, sent at once or prepared for the application: RFC
 * 3261 §12.2.1.
 */
record CallRequests(EndpointCore endpoint, CallSession calls) {

  private static final String NO_DIALOG = "there is no dialog with the peer yet";

  /** Any thread. */
  Pending<RequestOutcome> send(Method method, @Nullable RequestBody body, List<HeaderRow> headers) {
    check(method);
    if (method.equals(Method.INVITE) || method.equals(Method.BYE)) {
      throw new IllegalArgumentException(method + " has a verb of its own: offer, hangUp");
    }
    Pending<RequestOutcome> result = endpoint.pending();
    endpoint.command(
        () -> {
          var up = calls.dialogSession().orElse(null);
          if (up == null) {
            fail(result, NO_DIALOG);
            return;
          }
          var builder = up.dialog().request(method);
          headers.forEach(row -> builder.raw(row.name(), row.value()));
          if (body != null) {
            builder.body(body.type(), body.bytes());
          }
          up.send(builder.build(), new RequestRun(endpoint, result, calls::ask));
        },
        () -> fail(result, "the endpoint was closed"));
    return result;
  }

  /** The request as the dialog would send it now; empty without a dialog. Any thread. */
  Pending<Optional<Draft<Pending<RequestOutcome>>>> prepare(Method method) {
    check(method);
    Pending<Optional<Draft<Pending<RequestOutcome>>>> result = endpoint.pending();
    endpoint.command(
        () -> result.complete(calls.dialogSession().map(up -> draft(up, method))),
        () -> result.complete(Optional.empty()));
    return result;
  }

  private Draft<Pending<RequestOutcome>> draft(InviteSession up, Method method) {
    var settings = endpoint.settings();
    var builder = up.dialog().draft(method);
    if (method.equals(Method.OPTIONS)) {
      builder.setAll(HeaderName.ACCEPT, settings.capabilities().acceptFor(Method.INVITE));
    }
    if (method.equals(Method.REFER)) {
      builder.set(HeaderName.REFERRED_BY, up.dialog().localParty().without("tag"));
    }
    if (!settings.product().isEmpty()) {
      builder.set(HeaderName.USER_AGENT, settings.product());
    }
    var draft = builder.build();
    return new Draft<>(draft, request -> sendDraft(up, step(draft, request)));
  }

  /** How a request that was prepared goes its way. */
  private interface Step {
    void send(InviteSession up, RequestRun run);
  }

  /** Requests that change what the call is go by the machines that know it. */
  private Step step(SipRequest draft, SipRequest request) {
    var method = request.method();
    check(method);
    var rows = Draft.changed(draft, request);
    if (method.equals(Method.INVITE) || method.equals(Method.UPDATE)) {
      var wish = wish(request, rows);
      return (up, run) -> up.ask(wish, new Changing(run, request));
    }
    if (method.equals(Method.BYE)) {
      return (up, run) -> bye(up, request, rows, run);
    }
    if (method.equals(Method.REFER)) {
      var target = request.headers().get(HeaderName.REFER_TO);
      if (target.isEmpty()) {
        throw new IllegalArgumentException("a REFER needs one good Refer-To row: add it");
      }
      var wanted = ReferOptions.to(target.get().uri().toString()).keepCall();
      return (up, run) -> Transfer.begin(calls.call(), wanted, up.dialog(), request, run);
    }
    return (up, run) -> up.send(up.dialog().owned(request), run);
  }

  private static ChangeWish wish(SipRequest request, List<HeaderField> rows) {
    var offer = SdpBody.of(request).readable().orElse(null);
    if (offer == null && request.hasBody()) {
      throw new IllegalArgumentException(
          request.method() + " changes the session: its body must be a description of it");
    }
    return request.method().equals(Method.UPDATE)
        ? ChangeWish.update(offer, rows)
        : offer == null ? ChangeWish.question(rows) : ChangeWish.offer(offer, null, rows);
  }

  private void bye(InviteSession up, SipRequest request, List<HeaderField> rows, RequestRun run) {
    if (calls.session().isEmpty()) {
      calls.call().endOnLoop(rows);
      run.failed("the call was not up: it was cancelled, or refused");
    } else if (!up.hangUp(request, run)) {
      run.failed("the call ends already");
    }
  }

  private Pending<RequestOutcome> sendDraft(InviteSession up, Step step) {
    Pending<RequestOutcome> result = endpoint.pending();
    endpoint.command(
        () -> {
          if (up.dialog().state() == Dialog.State.TERMINATED || up.isOver()) {
            fail(result, "the dialog that it was prepared for is over");
          } else {
            step.send(up, new RequestRun(endpoint, result, calls::ask));
          }
        },
        () -> fail(result, "the endpoint was closed"));
    return result;
  }

  /** What becomes of a change of the session, as the answer to the request that asked for it. */
  private record Changing(RequestRun run, SipRequest request) implements OfferHandler {

    @Override
    public void accepted(SipResponse response) {
      run.finalResponse(response, request);
    }

    @Override
    public void refused(SipResponse response) {
      run.finalResponse(response, request);
    }

    @Override
    public void failed(String reason) {
      run.failed(reason);
    }
  }

  private static void fail(Pending<RequestOutcome> result, String reason) {
    result.complete(new RequestOutcome.Failed(reason, List.of(), false));
  }

  private static void check(Method method) {
    if (method.equals(Method.ACK) || method.equals(Method.CANCEL)) {
      throw new IllegalArgumentException(method + " has a verb of its own: acknowledge, hangUp");
    }
  }
}
