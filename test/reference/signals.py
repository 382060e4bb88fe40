"""Writes signals.json: spectra and STFTs by scipy, wavelet transforms by PyWavelets, Daubechies' filters by mpmath.

    python -m venv /some/where && /some/where/bin/pip install "scipy<1.15" PyWavelets mpmath
    /some/where/bin/python test/reference/signals.py

(scipy 1.15 has dropped the continuous wavelet transform.)
"""

import json
import pathlib
import platform
import warnings

import mpmath
import numpy as np
import pywt
import scipy
from scipy import signal

warnings.simplefilter("ignore")  # of what later versions drop, and of levels that are too high
mpmath.mp.dps = 60
random = np.random.default_rng(32)


def parts(z):
    return {"re": np.real(z).tolist(), "im": np.imag(z).tolist()}


def daubechies(p):
    """The scaling filter with p vanishing moments: the roots of Daubechies' polynomial that lie inside the circle."""
    polynomial = [mpmath.binomial(p - 1 + k, k) for k in range(p)][::-1]
    h = [mpmath.mpf(1)]
    multiply = lambda a, b: [sum(a[i] * b[n - i] for i in range(len(a)) if 0 <= n - i < len(b)) for n in range(len(a) + len(b) - 1)]
    for _ in range(p):
        h = multiply(h, [mpmath.mpf(1), mpmath.mpf(1)])
    for y in mpmath.polyroots(polynomial, maxsteps=500, extraprec=500) if p > 1 else []:
        middle = 1 - 2 * y  # y = (2 - z - 1/z) / 4
        z = min(middle + mpmath.sqrt(middle**2 - 1), middle - mpmath.sqrt(middle**2 - 1), key=abs)
        h = multiply(h, [mpmath.mpf(1), -z])
    total = sum(h)
    return [float(mpmath.re(value / total * mpmath.sqrt(2))) for value in h]


def transforms():
    real = [random.normal(size=n) for n in (1, 2, 7, 8, 12)]
    z = random.normal(size=(2, 9)) + 1j * random.normal(size=(2, 9))
    x = real[4]
    hertz, power = signal.periodogram(x, fs=50, window="boxcar", detrend=False, scaling="spectrum")
    return {
        "real": [{"x": x.tolist(), "fft": parts(np.fft.fft(x)), "rfft": parts(np.fft.rfft(x))} for x in real],
        "complex": {**parts(z), "fft": parts(scipy.fft.fft(z)), "ifft": parts(scipy.fft.ifft(z))},
        "power": {"rate": 50, "frequencies": hertz.tolist(), "power": power.tolist()},
    }


def short_time():
    x = random.normal(size=21)
    cases = []
    for name, size, hop in (("hann", 8, 2), ("hamming", 7, 3), ("boxcar", 4, 4)):
        window = signal.get_window(name, size)
        transform = signal.ShortTimeFFT(window, hop, fs=10, phase_shift=None)
        frames = 1 + -(-(len(x) - 1) // hop)
        X = transform.stft(x, p0=0, p1=frames).T
        times = (np.arange(frames) * transform.delta_t).tolist()
        cases.append({"name": name, "window": window.tolist(), "hop": hop, "times": times, "frequencies": transform.f.tolist(), **parts(X)})
    return {"x": x.tolist(), "rate": 10, "cases": cases}


def discrete():
    def one(name, mode, n):
        x = random.normal(size=n)
        a, d = pywt.dwt(x, name, mode)
        back = pywt.idwt(a, d, name, mode)
        assert np.allclose(back[:n], x)
        return {"wavelet": name, "mode": mode, "x": x.tolist(), "a": a.tolist(), "d": d.tolist()}

    def levels(name, mode, n, level):
        x = random.normal(size=n)
        return {"wavelet": name, "mode": mode, "level": level, "x": x.tolist(), "parts": [c.tolist() for c in pywt.wavedec(x, name, mode, level)]}

    modes = ("symmetric", "reflect", "periodic", "constant", "zero", "periodization")
    return {
        "once": [one(name, mode, n) for mode in modes for name, n in (("haar", 7), ("db2", 8), ("db3", 9), ("db4", 5))],
        "levels": [levels("db2", "symmetric", 21, 2), levels("haar", "periodization", 16, 4), levels("db3", "periodization", 23, 2)],
        "maxLevel": [[n, p, pywt.dwt_max_level(n, 2 * p)] for n in (1, 2, 5, 6, 31, 100) for p in (1, 2, 5)],
    }


def continuous():
    x = np.sin(np.arange(41) * 0.7) + np.sin(np.arange(41) / 4) + random.normal(size=41) / 4
    scales = [1.5, 2.5, 3.7]  # scipy's wavelets have 10 a samples: of an odd number one is in the middle
    by_scipy = [signal.cwt(x, lambda size, a: signal.morlet2(size, a, w=5), [a])[0] for a in scales]
    # bandwidth 2 and centre ω/2π: Morlet's wavelet but for its factor; averaged over each sample, half a sample early
    name = f"cmor2.0-{5 / (2 * np.pi)}"
    large = [16, 24]
    by_pywavelets = pywt.cwt(x, large, name, method="conv", precision=14)[0] * np.sqrt(2 * np.pi) / np.pi**0.25
    return {
        "x": x.tolist(),
        "omega": 5,
        "scipy": {"scales": scales, **parts(np.array(by_scipy))},
        "PyWavelets": {"scales": large, **parts(by_pywavelets)},
    }


def thresholds():
    x = random.normal(size=6)
    return {"x": x.tolist(), "threshold": 0.5, "soft": pywt.threshold(x, 0.5, "soft").tolist()}


made_by = f"scipy {scipy.__version__}, PyWavelets {pywt.__version__}, mpmath {mpmath.__version__}, NumPy {np.__version__}, Python {platform.python_version()}"
result = {
    "made by": made_by,
    "transforms": transforms(),
    "stft": short_time(),
    "daubechies": [daubechies(p) for p in range(1, 11)],
    "dwt": discrete(),
    "cwt": continuous(),
    "threshold": thresholds(),
}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(result))
print(path.name, path.stat().st_size)
