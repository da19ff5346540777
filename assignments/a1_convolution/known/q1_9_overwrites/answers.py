# %% q1_9
def conv2d_backward(dout, x, w, stride, padding):
    N, C, H, W = x.shape
    F, _, kH, kW = w.shape
    p = padding
    xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
    dxp, dw = np.zeros_like(xp), np.zeros_like(w)
    for n in range(N):
        for i in range(dout.shape[2]):
            for j in range(dout.shape[3]):
                top, left = i * stride, j * stride
                window = xp[n, :, top:top + kH, left:left + kW]
                here = np.zeros((C, kH, kW))
                for f in range(F):
                    here += dout[n, f, i, j] * w[f]
                    dw[f] += dout[n, f, i, j] * window
                dxp[n, :, top:top + kH, left:left + kW] = here
    return dxp[:, :, p:p + H, p:p + W], dw, dout.sum(axis=(0, 2, 3))
