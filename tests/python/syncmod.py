"""A binding of syncmod.h by ctypes for any Python host; it depends on no plugin."""

import ctypes as c
import json

STATUS = ("OK INVALID_ARGUMENT INVALID_STATE NOT_SUPPORTED CANCELLED TIMEOUT UNAUTHENTICATED FORBIDDEN RATE_LIMITED"
          " NETWORK REMOTE BAD_DATA INCOMPLETE LIMIT NO_MEMORY HOST INTERNAL").split()
ABI_V1_0 = 1 << 16
DRY_RUN, FRESH, ALLOW_STALE, CONFIRMED = 1, 2, 4, 8


class Buf(c.Structure):
    pass


RELEASE = c.CFUNCTYPE(None, c.POINTER(Buf))
Buf._fields_ = [("data", c.c_void_p), ("size", c.c_uint64), ("opaque", c.c_void_p), ("release", RELEASE)]


class Error(c.Structure):
    _fields_ = [("struct_size", c.c_uint32), ("status", c.c_int32), ("http_status", c.c_int32),
                ("retry_after_ms", c.c_int32), ("reason", c.c_char * 48), ("message", c.c_char * 512)]


SINK = c.CFUNCTYPE(None, c.c_void_p, c.c_char_p, c.c_uint64)
LOG = c.CFUNCTYPE(None, c.c_void_p, c.c_int32, c.c_char_p, c.c_char_p, c.c_char_p)
EVENT = c.CFUNCTYPE(None, c.c_void_p, c.c_char_p, c.c_char_p)
STORE_GET = c.CFUNCTYPE(None, c.c_void_p, c.c_char_p, SINK, c.c_void_p, c.POINTER(c.c_int32))
STORE_PUT = c.CFUNCTYPE(None, c.c_void_p, c.c_char_p, c.POINTER(c.c_char), c.c_uint64, c.POINTER(c.c_int32))
PROGRESS = c.CFUNCTYPE(None, c.c_void_p, c.c_uint64, c.c_uint64, c.c_char_p)


class Host(c.Structure):
    _fields_ = [("struct_size", c.c_uint32), ("abi_version", c.c_uint32), ("user", c.c_void_p),
                ("min_log_level", c.c_int32), ("reserved0", c.c_int32), ("log", LOG), ("event", EVENT),
                ("store_get", STORE_GET), ("store_put", STORE_PUT)]


class Call(c.Structure):
    _fields_ = [("struct_size", c.c_uint32), ("flags", c.c_uint32), ("timeout_ms", c.c_int64),
                ("cancel", c.POINTER(c.c_int32)), ("user", c.c_void_p), ("progress", PROGRESS), ("run", c.c_char_p)]


_DOCUMENT = [c.POINTER(Call), c.POINTER(Buf), c.POINTER(Error)]


def _slot(*arguments):
    return c.CFUNCTYPE(c.c_int32, *arguments)


class Plugin(c.Structure):
    _fields_ = [("struct_size", c.c_uint32), ("abi_version", c.c_uint32), ("min_host_abi", c.c_uint32),
                ("flags", c.c_uint32), ("name", c.c_char_p), ("label", c.c_char_p), ("version", c.c_char_p),
                ("features_json", c.c_char_p), ("capabilities_json", c.c_char_p), ("manifest_json", c.c_char_p),
                ("is_configured", _slot(c.c_char_p, c.POINTER(c.c_int32), c.POINTER(Error))),
                ("create", _slot(c.POINTER(Host), c.c_char_p, c.POINTER(c.c_void_p), c.POINTER(Error))),
                ("destroy", c.CFUNCTYPE(None, c.c_void_p)),
                ("configure", _slot(c.c_void_p, c.c_char_p, c.POINTER(Error))),
                ("health", _slot(c.c_void_p, *_DOCUMENT)),
                ("build_index", _slot(c.c_void_p, c.c_char_p, *_DOCUMENT)),
                ("add", _slot(c.c_void_p, c.c_char_p, c.c_char_p, *_DOCUMENT)),
                ("remove", _slot(c.c_void_p, c.c_char_p, c.c_char_p, *_DOCUMENT)),
                ("get_extension", c.CFUNCTYPE(c.c_void_p, c.c_char_p))]


STRUCTS = {"syncmod_buf": Buf, "syncmod_error": Error, "syncmod_host_v1": Host, "syncmod_call_v1": Call,
           "syncmod_plugin_v1": Plugin}


class SyncError(Exception):
    def __init__(self, status, error, report):
        super().__init__(f"{STATUS[status]} {error.reason.decode()}: {error.message.decode()}")
        self.status, self.reason, self.report = STATUS[status], error.reason.decode(), report
        self.retry_after_ms = error.retry_after_ms


def load(path):
    library = c.CDLL(path, mode=2)  # RTLD_NOW, and local as no other bit is set
    library.syncmod_entry_v1.restype = c.POINTER(Plugin)
    table = library.syncmod_entry_v1().contents
    table.library = library  # keeps the library loaded while the table is used
    return table


def _error():
    return Error(struct_size=c.sizeof(Error))


def _document(buf):
    if not buf.data:
        return None
    try:
        return json.loads(c.string_at(buf.data, buf.size))
    finally:
        buf.release(buf)


class Handle:
    """One account in use. Callbacks are kept alive as long as the handle."""

    def __init__(self, plugin, config, log=None, event=None, store_get=None, store_put=None):
        self._plugin, self._handle = plugin, c.c_void_p()
        wrap = lambda kind, function: kind(function) if function else kind()
        self._host = Host(struct_size=c.sizeof(Host), abi_version=ABI_V1_0, min_log_level=5, log=wrap(LOG, log),
                          event=wrap(EVENT, event), store_get=wrap(STORE_GET, store_get),
                          store_put=wrap(STORE_PUT, store_put))
        error = _error()
        status = plugin.create(c.byref(self._host), json.dumps(config).encode(), c.byref(self._handle), error)
        if status:
            raise SyncError(status, error, None)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._plugin.destroy(self._handle)
        self._handle = None

    def _run(self, slot, *arguments, flags=0, timeout_ms=0, cancel=None, progress=None, run=None):
        call = Call(struct_size=c.sizeof(Call), flags=flags, timeout_ms=timeout_ms,
                    cancel=c.pointer(cancel) if cancel is not None else None,
                    progress=PROGRESS(progress) if progress else PROGRESS(),
                    run=run.encode() if run is not None else None)
        buf, error = Buf(), _error()
        status = slot(self._handle, *arguments, c.byref(call), c.byref(buf), c.byref(error))
        document = _document(buf)
        if status:
            raise SyncError(status, error, document)
        return document

    def health(self, **terms):
        return self._run(self._plugin.health, **terms)

    def index(self, feature, **terms):
        return self._run(self._plugin.build_index, feature.encode(), **terms)

    def add(self, feature, items, **terms):
        return self._run(self._plugin.add, feature.encode(), json.dumps(items).encode(), **terms)

    def remove(self, feature, items, **terms):
        return self._run(self._plugin.remove, feature.encode(), json.dumps(items).encode(), **terms)
