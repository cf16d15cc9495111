"""The message classes of proto/fovea.proto for Python programs, made at run time by protoc-c and protobuf."""
import pathlib
import subprocess
import tempfile

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

root = pathlib.Path(__file__).resolve().parent.parent


def envelope_class():
    """The class of frame 1, `Envelope`."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["protoc-c", f"--proto_path={root / 'proto'}", f"--descriptor_set_out={folder}/set",
                        f"--c_out={folder}", "fovea.proto"], check=True)
        files = descriptor_pb2.FileDescriptorSet.FromString(pathlib.Path(folder, "set").read_bytes())
    pool = descriptor_pool.DescriptorPool()
    for file in files.file:
        pool.Add(file)
    envelope = pool.FindMessageTypeByName("fovea.Envelope")
    if hasattr(message_factory, "GetMessageClass"):
        return message_factory.GetMessageClass(envelope)
    return message_factory.MessageFactory(pool).GetPrototype(envelope)  # protobuf before 4.22
