package org.offhook.exosip;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.offhook.Publication;
import org.offhook.PublishOptions;
import org.offhook.RequestOptions;
import org.offhook.message.Method;

/**
 * Published states: {@code eXosip_build_publish} and {@code eXosip_publish}. What the server calls
 * a state (SIP-ETag) goes into the next PUBLISH, and a state is renewed by itself.
 *
 * <pre>{@code
 * var publish = exosip.publish();
 * var open = publish.buildPublish(aor, aor, null, "presence", 600);
 * publish.publish(open.contentType("application/pidf+xml").body(pidf), aor);
 * publish.publish(publish.buildPublish(aor, aor, null, "presence", 0), aor);
 * }</pre>
 *
 * <p>Any thread. Each address has one state for each event package.
 */
public final class PublishFunctions extends Functions {

  private final Built<String> built = new Built<>();
  private final Map<String, Published> published = new HashMap<>();

  private record Published(String callId, Publication publication) {}

  PublishFunctions(Exosip context, Ids ids) {
    super(context, ids);
  }

  /**
   * Builds a PUBLISH. Its body is the state; one without a body renews the state.
   *
   * @param route where to send it, whatever the target says; null: as the target says
   * @param event the event package, such as {@code presence}
   * @param expires seconds; negative: one hour; 0 removes the state
   * @throws OsipException BADPARAMETER without address or event, SYNTAXERROR if something cannot be
   *     read, NO_NETWORK before listening
   */
  public OsipMessage buildPublish(
      String to, String from, @Nullable String route, String event, int expires) {
    var options =
        RequestOptions.of(Method.PUBLISH, uri(to, "to").toString())
            .from(address(given(from, "from")))
            .header("Event", given(event, "event"))
            .header("Expires", Integer.toString(expires < 0 ? 3600 : expires));
    var message = OsipMessage.of(context.running().prepare(options).request());
    return built.keep(
        message, route == null || route.isEmpty() ? "" : uri(route, "route").toString());
  }

  /**
   * Publishes for an address: a new state, or another one in place of the last; renews it where the
   * message has no body, and removes it where Expires is 0.
   *
   * @return the tid
   * @throws OsipException BADPARAMETER if it was not built by {@link #buildPublish}, was sent
   *     already, or renews or removes what was not published; SYNTAXERROR if Expires or Event
   *     cannot be read
   */
  public int publish(OsipMessage publish, String aor) {
    var running = context.running();
    var route = built.take(publish);
    var request = publish.toRequest();
    var written = OsipError.SYNTAXERROR.unless(() -> PublishOptions.of(request));
    var options = route.isEmpty() ? written : written.nextHop(route);
    boolean ends = publish.ends();
    var key = aor.toLowerCase(Locale.ROOT) + '\n' + publish.header("Event");
    return context.locked(
        () -> {
          var known = published.get(key);
          OsipError.BADPARAMETER.when(
              known == null && (ends || !request.hasBody()), "nothing is published for " + aor);
          var callId = known == null ? request.callId() : known.callId;
          int tid = ids.expect(callId);
          if (known == null) {
            published.put(key, new Published(callId, running.publish(options)));
          } else if (ends) {
            published.remove(key);
            known.publication.remove();
          } else if (request.hasBody()) {
            OsipError.SYNTAXERROR.unless(() -> known.publication.modify(options));
          } else {
            known.publication.refresh();
          }
          return tid;
        });
  }
}
