"""What a user would write instead: a Mosec service that takes JPEG pictures and runs DeiT-Tiny on every one.

Started by cascade.py with FOVEA_PEER_RUNTIME=onnxruntime|openvino and FOVEA_PEER_MODEL=FILE.onnx.
"""
import io
import os

import numpy
from mosec import Server, Worker
from PIL import Image

MEAN = numpy.array([0.485, 0.456, 0.406], numpy.float32)
DEVIATION = numpy.array([0.229, 0.224, 0.225], numpy.float32)


class Decode(Worker):
    """JPEG bytes to a normalised picture of 224 x 224."""

    def deserialize(self, data):
        return data

    def forward(self, data):
        picture = Image.open(io.BytesIO(data))
        picture.draft("RGB", (256, 256))
        picture = picture.convert("RGB")
        scale = 256 / min(picture.size)
        picture = picture.resize([round(side * scale) for side in picture.size], Image.BICUBIC)
        left, top = [(side - 224) // 2 for side in picture.size]
        values = numpy.asarray(picture.crop((left, top, left + 224, top + 224)), numpy.float32) / 255
        return ((values - MEAN) / DEVIATION).transpose(2, 0, 1)


class Infer(Worker):
    """A batch of pictures to classes."""

    def __init__(self):
        super().__init__()
        path = os.environ["FOVEA_PEER_MODEL"]
        if os.environ["FOVEA_PEER_RUNTIME"] == "openvino":
            import openvino

            compiled = openvino.Core().compile_model(
                path, "CPU", {"INFERENCE_NUM_THREADS": 1, "INFERENCE_PRECISION_HINT": "f32"})
            self.run = lambda values: compiled(values)[0]
        else:
            import onnxruntime

            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = options.inter_op_num_threads = 1
            session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
            name = session.get_inputs()[0].name
            self.run = lambda values: session.run(None, {name: values})[0]

    def forward(self, data):
        logits = self.run(numpy.stack(data).astype(numpy.float32))
        return [{"class": int(row.argmax())} for row in logits]


if __name__ == "__main__":
    server = Server()
    server.append_worker(Decode, num=2)
    server.append_worker(Infer, num=os.cpu_count() or 1, max_batch_size=8, max_wait_time=2)
    server.run()
