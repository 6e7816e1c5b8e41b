package org.offhook.eventpackage;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.offhook.message.MediaType;

/**
 * The dialogs of a user agent, the body {@code application/dialog-info+xml}: RFC 4235 §4; event
 * package {@code dialog}. What lamps on telephones show.
 *
 * <pre>{@code
 * var first = DialogInfo.full("sip:alice@example.com", 0, List.of(ringing));
 * var second = DialogInfo.partial("sip:alice@example.com", 1, List.of(answered));
 * var known = MergedState.<DialogInfo>none().with(first).with(second);
 * }</pre>
 */
public final class DialogInfo extends XmlBody implements PartialState<DialogInfo> {

  /** {@code application/dialog-info+xml}. */
  public static final MediaType TYPE = MediaType.of("application", "dialog-info+xml");

  private static final XmlName ROOT = new XmlName(Namespace.DIALOG_INFO, "dialog-info");

  private DialogInfo(XmlElement root) {
    super(root);
  }

  /** Reads a body; never throws on what is in the bytes. */
  public static BodyResult<DialogInfo> parse(byte[] body) {
    return parse(body, ROOT, List.of(), DialogInfo::check, DialogInfo::new);
  }

  private static void check(XmlElement root) {
    requireNumber(root, "version");
    require(root, "state");
    require(root, "entity");
    root.children(DialogState.DIALOG).forEach(DialogState::check);
  }

  /** All dialogs of somebody. */
  public static DialogInfo full(String entity, long version, List<DialogState> dialogs) {
    return of(entity, version, true, dialogs);
  }

  /** The dialogs of somebody that changed. */
  public static DialogInfo partial(String entity, long version, List<DialogState> dialogs) {
    return of(entity, version, false, dialogs);
  }

  private static DialogInfo of(
      String entity, long version, boolean full, List<DialogState> dialogs) {
    var root =
        XmlElement.builder(ROOT)
            .attribute("version", Long.toString(version))
            .attribute("state", full ? "full" : "partial")
            .attribute("entity", entity);
    dialogs.forEach(dialog -> root.child(dialog.element()));
    return new DialogInfo(root.build());
  }

  @Override
  public MediaType mediaType() {
    return TYPE;
  }

  @Override
  public long version() {
    return number("version").orElse(0);
  }

  /** Tolerance: any word but {@code partial} is taken as full. */
  @Override
  public boolean isFull() {
    return !required("state").equalsIgnoreCase("partial");
  }

  /** Whose dialogs: a URI. */
  public String entity() {
    return required("entity");
  }

  /** The dialogs of the document, in their order. */
  public List<DialogState> dialogs() {
    return parts(DialogState.DIALOG, DialogState::new);
  }

  /** The dialog of an id. */
  public Optional<DialogState> dialog(String id) {
    return dialogs().stream().filter(dialog -> dialog.id().equals(id)).findFirst();
  }

  /** Whether any dialog is not over. */
  public boolean isBusy() {
    return dialogs().stream().anyMatch(dialog -> dialog.phase() != DialogPhase.TERMINATED);
  }

  /** Elements that have no accessor here. */
  public List<XmlElement> extensions() {
    return beside(DialogState.DIALOG);
  }

  /** Dialogs that are over are told once and then left out (RFC 4235 §4.3). */
  @Override
  public DialogInfo mergedInto(DialogInfo older) {
    Map<String, DialogState> all = new LinkedHashMap<>();
    for (var dialog : older.dialogs()) {
      if (dialog.phase() != DialogPhase.TERMINATED) {
        all.put(dialog.id(), dialog);
      }
    }
    dialogs().forEach(dialog -> all.put(dialog.id(), dialog));
    var merged = full(entity(), version(), List.copyOf(all.values()));
    var others = extensions().isEmpty() ? older.extensions() : extensions();
    return new DialogInfo(merged.element().toBuilder().children(others).build());
  }

  @Override
  public List<String> describe() {
    var lines = new ArrayList<String>();
    lines.add(
        entity()
            + (dialogs().isEmpty() ? " has no dialogs" : "")
            + " (version "
            + version()
            + (isFull() ? ", full)" : ", partial)"));
    dialogs().forEach(dialog -> lines.add("  " + dialog.line()));
    return lines;
  }
}
