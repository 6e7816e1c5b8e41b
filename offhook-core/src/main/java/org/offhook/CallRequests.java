package org.offhook;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offhook.dialog.Dialog;
import org.offhook.invite.InviteSession;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;

/**
 * Requests of any method inside a call's dialog, sent at once or prepared for the application: RFC
 * 3261 §12.2.1.
 */
record CallRequests(EndpointCore endpoint, CallSession calls) {

  private static final String NO_DIALOG = "there is no dialog with the peer yet";

  /** Any thread. */
  Pending<RequestOutcome> send(Method method, @Nullable RequestBody body, List<HeaderRow> headers) {
    check(method);
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
    if (!settings.product().isEmpty()) {
      builder.set(HeaderName.USER_AGENT, settings.product());
    }
    return new Draft<>(builder.build(), request -> sendDraft(up, request));
  }

  private Pending<RequestOutcome> sendDraft(InviteSession up, SipRequest request) {
    check(request.method());
    Pending<RequestOutcome> result = endpoint.pending();
    endpoint.command(
        () -> {
          if (up.dialog().state() == Dialog.State.TERMINATED || up.isOver()) {
            fail(result, "the dialog that it was prepared for is over");
          } else {
            up.send(up.dialog().owned(request), new RequestRun(endpoint, result, calls::ask));
          }
        },
        () -> fail(result, "the endpoint was closed"));
    return result;
  }

  private static void fail(Pending<RequestOutcome> result, String reason) {
    result.complete(new RequestOutcome.Failed(reason, List.of(), false));
  }

  private static void check(Method method) {
    if (method.equals(Method.INVITE)
        || method.equals(Method.ACK)
        || method.equals(Method.CANCEL)
        || method.equals(Method.BYE)) {
      throw new IllegalArgumentException(method + " has a verb of its own: offer, hangUp");
    }
  }
}
